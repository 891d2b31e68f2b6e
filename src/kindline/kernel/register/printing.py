"""The record of processing (GDPR Art. 30) and the impact assessment, in four languages, from the field register."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from kindline.kernel.mandate.active import active
from kindline.kernel.register.fields import Entry, entries
from kindline.kernel.register.rules import Rule, rules

LANGUAGES = ("nl", "fr", "de", "en")
WORDS = Path(__file__).parent / "words.toml"


@cache
def _all() -> dict[str, Any]:
    return tomllib.loads(WORDS.read_text())


def words(kind: str, code: str, language: str) -> str:
    """The words for a code; KeyError for one that has none, so that no document shows a bare code."""
    return str(_all()[kind][code][language])


def art30(language: str) -> str:
    """The record of processing as Markdown: one table for each purpose."""
    lines = [f"# {words('art30', 'title', language)}", "", _intro("art30", language), ""]
    for purpose in _all()["purpose"]:
        lines += [f"## {words('purpose', purpose, language)}", "", *_table(purpose, language), ""]
    return "\n".join(lines)


def dpia(language: str) -> str:
    """The impact assessment as Markdown: what may go wrong, what prevents it, and the command that shows it."""
    titles = [words("head", name, language) for name in ("threat", "measure", "shown")]
    rows = [[*risk[language], risk["shown"]] for risk in _all()["risk"]]
    lines = [f"# {words('dpia', 'title', language)}", "", _intro("dpia", language), ""]
    return "\n".join([*lines, *_rows(titles, rows), ""])


def _intro(document: str, language: str) -> str:
    count = sum(len(entry.names) for entry in entries())
    sealed = sum(len(entry.names) for entry in entries() if entry.sealed)
    return words(document, "intro", language).format(basis=active().basis, all=count, sealed=sealed)


def _table(purpose: str, language: str) -> Iterator[str]:
    titles = [words("head", name, language) for name in ("data", "basis", "readers", "kept", "fields")]
    rows = [_row(entry, language) for entry in entries() if entry.purpose == purpose]
    yield from _rows(titles, rows)


def _row(entry: Entry, language: str) -> list[str]:
    data = words("data", entry.data, language)
    sealed = f" ({words('head', 'sealed', language)})" if entry.sealed else ""
    readers = ", ".join(words("reader", reader, language) for reader in entry.readers)
    fields = f"`{entry.model}`: {', '.join(entry.names)}"
    kept = _kept(rules()[entry.rule], language)
    return [data + sealed, words("basis", entry.basis, language), readers, kept, fields]


def _kept(rule: Rule, language: str) -> str:
    trigger, then = words("trigger", rule.trigger, language), words("then", rule.then, language)
    unit = words("head", "day" if rule.days == 1 else "days", language)
    return f"{rule.days} {unit} {trigger}; {then}" if rule.days else f"{then}, {trigger}"


def _rows(titles: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield f"|{'---|' * len(titles)}"
    yield from (f"| {' | '.join(cells)} |" for cells in rows)
