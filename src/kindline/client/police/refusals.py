"""What the tool refuses, in words an officer can act on. No message quotes a key or an address."""


class Refused(Exception):
    """The tool stops here; the message says why and what to do."""
