"""The 116 000 line. So far what it says to others: alerts, records for trusted peers, posters, and the rules of a file.

Nothing in this room touches a database; every part takes data and gives data.
"""
