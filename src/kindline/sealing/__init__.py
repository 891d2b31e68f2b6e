"""The cryptographic floor: pure functions over bytes, no Django, no clock, no sockets.

Import the module you need (`from kindline.sealing import envelope`); this package itself imports nothing.
The byte layouts are written down for strangers in docs/envelope.md.
"""
