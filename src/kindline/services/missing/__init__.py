"""The 116 000 line: the file of a disappearance, and what the line says to others: alerts, posters, records for peers.

`cap`, `pfif`, `poster`, `worrying`, `first_hours`, `kinds` and `facts` take data and give data; the file's own modules
(`opening`, `keeping`, `reading`, `retention`) keep it in the database, its words sealed.
"""
