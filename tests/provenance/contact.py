"""The canary of the trap: one contact with a documentation address, as no part of this library may make."""

import socket

with socket.socket() as sock:
    sock.settimeout(0.5)
    try:
        sock.connect(("192.0.2.1", 80))
    except OSError:
        pass
