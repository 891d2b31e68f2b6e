"""What the client refuses, in words its user can act on. No message quotes a key or an address."""


class Refused(Exception):
    """The tool stops here; the message says why and what to do."""
