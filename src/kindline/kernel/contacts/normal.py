"""One form for what people write in many: telephone numbers and the words of a name, in any script."""

import re
import unicodedata

# How the countries of the shipped mandates are called from abroad (ITU-T E.164).
CODES = {"BE": "32", "NL": "31", "FR": "33", "DE": "49", "LU": "352"}
SHORTEST, FEWEST = 2, 6
_NOT_DIGITS = re.compile(r"\D")
_OPTIONAL_ZERO = re.compile(r"\(0\)")
_APART = re.compile(r"[^\w]+")


def phone(text: str, *, home: str) -> str:
    """`+32470123456` for `0470 12 34 56` dialled in Belgium; empty when it is no whole number."""
    bare = _OPTIONAL_ZERO.sub("", text.strip()) if text.strip().startswith(("+", "00")) else text.strip()
    digits = _NOT_DIGITS.sub("", bare)
    if len(digits) < FEWEST or any(mark.isalpha() for mark in bare):
        return ""
    if bare.startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if digits.startswith("0") and home in CODES:
        return f"+{CODES[home]}{digits[1:]}"
    return digits


def name_words(text: str) -> tuple[str, ...]:
    """The words of a name, folded: case and accents make no difference, nor does their order."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(mark for mark in plain if not unicodedata.combining(mark))
    words = (word for word in _APART.split(folded) if len(word) >= SHORTEST and not word.isdigit())
    return tuple(dict.fromkeys(words))
