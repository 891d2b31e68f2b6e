"""What does not fit is refused whole, and stays with whoever typed it."""


class TooLong(ValueError):
    """More than one of its kind holds."""
