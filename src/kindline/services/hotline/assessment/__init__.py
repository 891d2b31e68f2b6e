"""Assessing at the desk: licensed analysts, one address at a time, opened in their own browser, and looked after.

The platform hands over sealed bytes and takes back a signed document. It never holds a key that opens either, and it
shows no content: what an address leads to is looked at on a separate viewing station, outside this software.
"""
