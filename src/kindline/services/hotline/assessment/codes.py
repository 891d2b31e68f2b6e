"""What is recorded per address: eight codes, each with its list and version, and the verdict they amount to."""

from collections.abc import Mapping
from typing import Any

from kindline.kernel.taxonomy.lists import UnknownCode, code_lists
from kindline.services.hotline.verdicts import ABUSE

FAMILY = "assessment"
CLASSIFICATION = "classification"
# Our own words → (verdict, classification) as the signed answer carries them.
VERDICTS: Mapping[str, tuple[str, str]] = {
    "baseline": (ABUSE, "baseline"),
    "national": (ABUSE, "national"),
    "not_illegal": ("not_illegal", ""),
    "cannot_assess": ("cannot_tell", ""),
    "already_gone": ("already_gone", ""),
}


def recorded(said: Mapping[str, Any], *, verdict: str, classification: str) -> list[dict[str, str]]:
    """The codes of one signed line, checked: UnknownCode when one is missing, unknown, or says another verdict.

    A line without any, about what was said before, has none to check.
    """
    if not said:
        return []
    try:
        lists = code_lists(FAMILY, str(said["version"]))
    except (KeyError, OSError):
        raise UnknownCode("version") from None
    chosen = [codes[str(said[name])] for name, codes in lists.items() if str(said.get(name)) in codes]
    names = {code.list for code in chosen}
    if VERDICTS.get(str(said.get(CLASSIFICATION))) != (verdict, classification):
        raise UnknownCode(CLASSIFICATION)
    if missing := sorted(set(lists) - names) if verdict == ABUSE else []:
        raise UnknownCode(missing[0])
    return [code.recorded() for code in chosen]
