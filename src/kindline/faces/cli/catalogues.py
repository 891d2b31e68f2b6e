"""Gettext catalogues: what the sources say, brought into the `.po` files, checked, and compiled.

A folder with a `locale/` owns the texts below it, except those of a deeper folder with its own `locale/`.
`msgid`s are the English text, so `en` may stay empty.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as extract_messages
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from kindline.faces.cli import ROOT

SOURCE = ROOT / "src" / "kindline"
LANGUAGES = ("nl", "fr", "de", "en")
COMPLETE = ("nl", "fr", "de")
TEMPLATES = {".html", ".txt", ".svg", ".xml"}
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Dates, tools and people in a header make every update a conflict; language and plural rule are what gettext needs.
NOISE = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Report-Msgid-Bugs-To'
    rb'|Project-Id-Version): .*"\n',
    re.MULTILINE,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!%)%[sdif]\b|\{\w*\}")


def owners(root: Path = SOURCE) -> list[Path]:
    """Folders that own a catalogue."""
    return sorted(path.parent for path in root.rglob("locale") if path.is_dir())


def catalogue(folder: Path, language: str) -> Path:
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def languages(folder: Path) -> list[str]:
    """The shipped four and whatever else stands in `locale/`: a language is data."""
    present = [path.name for path in (folder / "locale").iterdir() if path.is_dir()]
    return [*LANGUAGES, *sorted(set(present) - set(LANGUAGES))]


def sources(folder: Path) -> Iterator[Path]:
    deeper = [owner for owner in owners(folder) if owner != folder]
    for path in sorted(folder.rglob("*")):
        if path.suffix in TEMPLATES | {".py"} and not any(owner in path.parents for owner in deeper):
            if "locale" not in path.parts and "static" not in path.parts:
                yield path


def as_python(template: str) -> bytes:
    """A template as a series of gettext calls; lines lose their indent, which a tokenizer would stumble over."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    return "\n".join(line.strip() for line in templatize(template).splitlines()).encode()


def extract(folder: Path) -> Catalog:
    """Every text below a folder, as one catalogue without translations."""
    found = Catalog(fuzzy=False)
    for path in sources(folder):
        text = path.read_text("utf-8")
        code = text.encode() if path.suffix == ".py" else as_python(text)
        for _line, texts, comments, context in extract_messages("python", BytesIO(code), KEYWORDS, ("Translators:",)):
            found.add(texts, auto_comments=comments, context=context)
    return found


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(folder: Path, *, language: str, template: Catalog, prune: bool = False) -> bool:
    """Brings the sources' texts into one catalogue and keeps its translations; says whether the file changed.

    A text that left the sources is kept as obsolete (`#~`) and comes back with its translation; `prune` drops it.
    """
    path = catalogue(folder, language)
    catalog = read(path, language)
    for key, message in list(catalog.obsolete.items()):
        if template.get(message.id, message.context):
            catalog[message.id] = catalog.obsolete.pop(key)
    catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
    for key, message in list(catalog.obsolete.items()):
        if not any(strings(message)):
            del catalog.obsolete[key]
    catalog.header_comment, catalog.fuzzy = "", False
    buffer = BytesIO()
    write_po(buffer, catalog, width=110, no_location=True, sort_output=True, ignore_obsolete=prune)
    text = NOISE.sub(b"", buffer.getvalue().lstrip(b"#\n"))
    if path.exists() and path.read_bytes() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return True


def gaps(folder: Path, *, language: str, template: Catalog | None = None) -> list[str]:
    """What a reader of this language would meet in English or broken."""
    catalog = read(catalogue(folder, language), language)
    return [fault for message in template or extract(folder) if message.id for fault in faults(catalog, message)]


def faults(catalog: Catalog, wanted: Message) -> Iterator[str]:
    message = catalog.get(wanted.id, wanted.context)
    shown = wanted.id if isinstance(wanted.id, str) else wanted.id[0]
    if message is None:
        yield f"missing: {shown!r}"
        return
    ids, texts = [wanted.id] if isinstance(wanted.id, str) else list(wanted.id), strings(message)
    if not all(texts) or len(texts) < len(ids):
        yield f"not translated: {shown!r}"
    elif message.fuzzy:
        yield f"fuzzy: {shown!r}"
    elif placeholders(texts[-1]) != placeholders(ids[-1]) or any(
        not placeholders(text) <= placeholders(ids[-1]) for text in texts
    ):
        yield f"placeholders differ: {shown!r} → {texts[-1]!r}"


def strings(message: Message) -> list[str]:
    """The translation, one text for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def compile_stale(root: Path = SOURCE) -> int:
    """Compiles every catalogue that is newer than its `.mo`; says how many."""
    stale = [path for path in root.rglob("locale/*/LC_MESSAGES/*.po") if is_stale(path)]
    for path in stale:
        catalog = read(path, path.parents[1].name)
        compiled = path.with_suffix(".mo.part")
        with compiled.open("wb") as file:
            write_mo(file, catalog)
        compiled.replace(path.with_suffix(".mo"))
    return len(stale)


def is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


if __name__ == "__main__":
    compile_stale()
