"""What a person at the desk says of a notice's lines: `line-1=removed`; an empty choice says nothing of that line."""

from collections.abc import Mapping


def actions_said(posted: Mapping[str, str]) -> dict[int, str]:
    """By line, what was chosen; ValueError for a line that is no number."""
    said = {name.removeprefix("line-"): value for name, value in posted.items() if name.startswith("line-") and value}
    return {int(line): action for line, action in said.items()}
