"""Does a published table add up: columns `label,value[,share]`, and a row `total` that is the sum of the others.

Nothing is repaired: a row that does not add up is named with its difference. Numbers may be written as in any of our
languages; `1.234`, whose meaning nobody can know alone, is read by what the rest of its column shows.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

LIMIT = 10_000_000
TOTALS = {"total", "totaal", "gesamt", "insgesamt", "totaux"}
SPACES = re.compile(r"[\s\u00a0\u202f\u2009'\u2019]")
HUNDRED = Decimal(100)


class NotATable(ValueError):
    """Why this is no table we can check, with the line where it matters."""


@dataclass(frozen=True)
class Row:
    """One line of the table; a share in percent, and one half of its last printed place."""

    line: int
    label: str
    value: Decimal
    share: Decimal | None = None
    half: Decimal = Decimal(0)


@dataclass(frozen=True)
class Flag:
    """One row that does not add up, in words with the difference."""

    line: int
    label: str
    words: str


def read_table(data: bytes) -> list[Row]:
    """The rows of a CSV file in UTF-8 (comma, semicolon or tab between columns); NotATable says what is wrong."""
    if len(data) > LIMIT:
        raise NotATable(f"larger than {LIMIT} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotATable("not written in UTF-8") from None
    lines = _lines(text)
    head = [name.strip().lower() for name in lines[0][1]] if lines else []
    if head not in (["label", "value"], ["label", "value", "share"]):
        raise NotATable("the first line is not label,value or label,value,share")
    rows = list(_cells(lines[1:], len(head)))
    values = _numbers([(line, cells[1]) for line, cells in rows], percent=False)
    shares = _numbers([(line, cells[2]) for line, cells in rows], percent=True) if len(head) == 3 else {}
    # Shares of one, not of a hundred: nothing above one, and nobody wrote a percent sign.
    percent = any("%" in cells[-1] for _, cells in rows) or any(abs(share) > 1 for share in shares.values())
    return [_row(line, cells[0].strip(), values, shares, Decimal(1) if percent else HUNDRED) for line, cells in rows]


def check(rows: Sequence[Row]) -> list[Flag]:
    """Whatever does not add up. A share may be off by half its last place; shares together by as many halves."""
    totals = [row for row in rows if row.label.casefold() in TOTALS]
    if len(totals) != 1:
        raise NotATable(f"{len(totals)} rows are labelled total; it must be one")
    parts = [row for row in rows if row is not totals[0]]
    return sorted(_all(parts, totals[0]), key=lambda flag: flag.line)


def _all(parts: Sequence[Row], total: Row) -> Iterator[Flag]:
    whole = sum((row.value for row in parts), Decimal(0))
    if whole != total.value:
        words = f"is {total.value}, and the rows are {whole} together: {_signed(whole - total.value)}"
        yield Flag(total.line, total.label, words)
    for row in (*parts, total):
        yield from _share(row, total)
    told = [row for row in parts if row.share is not None]
    if told and len(told) == len(parts):
        together = sum((row.share or Decimal(0) for row in told), Decimal(0))
        allowed = sum((row.half for row in told), Decimal(0))
        off = together - HUNDRED
        if abs(off) > allowed:
            words = f"shares are {together} % together: {_signed(off)} points, more than rounding explains ({allowed})"
            yield Flag(total.line, total.label, words)


def _share(row: Row, total: Row) -> Iterator[Flag]:
    if row.share is None:
        return
    if not total.value:
        yield Flag(row.line, row.label, f"has a share of {row.share} % of a total of nothing")
        return
    true = HUNDRED * row.value / total.value
    if abs(row.share - true) > row.half:
        shown = true.quantize(Decimal("0.01"))
        words = f"is printed as {row.share} %, and {row.value} of {total.value} is {shown} %: "
        yield Flag(row.line, row.label, words + f"{_signed((row.share - true).quantize(Decimal('0.01')))} points")


def _lines(text: str) -> list[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    separator = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as problem:
        raise NotATable(f"line {reader.line_num}: {problem}") from None


def _cells(lines: Sequence[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    for line, cells in lines:
        if len(cells) != width:
            hint = "; a number with a comma stands in quotes" if len(cells) > width else ""
            raise NotATable(f"line {line}: {len(cells)} columns instead of {width}{hint}")
        yield line, cells


def _row(line: int, label: str, values: dict[int, Decimal], shares: dict[int, Decimal], scale: Decimal) -> Row:
    if line not in values:
        raise NotATable(f"line {line}: {label or 'a row'} has no value")
    share = shares.get(line)
    if share is None:
        return Row(line, label, values[line])
    last_place = Decimal(1).scaleb(int(share.as_tuple().exponent))
    return Row(line, label, values[line], share * scale, last_place * scale / 2)


def _numbers(written: Sequence[tuple[int, str]], *, percent: bool) -> dict[int, Decimal]:
    """By line. A column uses one decimal sign: the one that cannot be a thousands separator somewhere in it."""
    plain = {line: SPACES.sub("", cell.strip().removesuffix("%")) for line, cell in written if cell.strip()}
    sign = _decimal_sign(list(plain.values()), percent=percent)
    return {line: _number(line, number, sign) for line, number in plain.items()}


def _decimal_sign(numbers: Sequence[str], *, percent: bool) -> str:
    signs = {sign for number in numbers if (sign := _certain(number))}
    if len(signs) > 1:
        raise NotATable("one column uses both the point and the comma as its decimal sign")
    if signs:
        return signs.pop()
    # Three digits after one sign and nothing else to go by: a count has thousands, a percentage has decimals.
    used = {sign for sign in ".," if any(sign in number for number in numbers)}
    if len(used) > 1:
        raise NotATable("one column writes both 1.234 and 1,234, and nothing shows which is which")
    if percent:
        return used.pop() if used else "."
    return "," if used == {"."} else "."


def _certain(number: str) -> str:
    """The sign that must be the decimal one in this number, or "" when it leaves that open."""
    if "." in number and "," in number:
        return max(".,", key=number.rfind)
    for sign, other in (".,", ",."):
        if number.count(sign) > 1:
            return other
        if sign in number and not re.fullmatch(r"[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}", number):
            return sign
    return ""


def _number(line: int, number: str, sign: str) -> Decimal:
    thousands = "," if sign == "." else "."
    whole = rf"(?:[0-9]+|[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+)"
    if len(number) > 24 or not re.fullmatch(rf"[-+]?{whole}(?:{re.escape(sign)}[0-9]+)?", number):
        raise NotATable(f"line {line}: “{number[:30]}” is no number here")
    return Decimal(number.replace(thousands, "").replace(sign, "."))


def _signed(difference: Decimal) -> str:
    return f"{difference:+f}"
