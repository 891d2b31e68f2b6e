"""Nobody's judgement is shown beside a name (HOUSE P9): on pages an analyst is a role, in the log a person."""

ROLE = "analyst"


def without_person(by: str) -> str:
    """Who did something, as a page may say it: the key or id of an analyst stays in the log."""
    return ROLE if by.startswith(f"{ROLE}:") else by
