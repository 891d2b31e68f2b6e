"""Is this file an alert: structure, then CAP's own rules, then the profile asked for. Nothing is fetched."""

from pathlib import Path

from kindline.services.missing.cap import checking, profile, rules
from kindline.services.missing.xml_reading import Refused, read

LIMIT = 1_000_000
PROFILES = ("child-alert", "none")


def problems(data: bytes, *, by: str = "child-alert") -> list[str]:
    """Why these bytes are no valid alert by this profile; empty when they are. Each floor once the last holds."""
    try:
        root = read(data, limit=LIMIT)
    except Refused as refusal:
        return [str(refusal)]
    found = list(checking.problems(root)) or list(rules.problems(root))
    return found or (list(profile.problems(root)) if by != "none" else [])


def problems_of_file(path: Path, *, by: str = "child-alert") -> list[str]:
    """`problems` of a file, of which no more is read than an alert may have."""
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as problem:
        return [f"cannot be read: {problem.strerror}"]
    return problems(data, by=by)
