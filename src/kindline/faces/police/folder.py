"""The police's own folder: opened contents in the clear, readable by its owner alone. Nothing here goes back to us."""

import csv
import io
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kindline.client.police.opening import Item
from kindline.client.refusals import Refused

FORM = "kindline/opened/1"
OPENED, TABLE = "opened.json", "opened.csv"
# The first columns say which address; the empty ones are for the officer, and `answer` reads them back.
COLUMNS = (
    "report", "ordinal", "dossier", "urgent", "day", "address", "verdict", "classification", "instruction", "feedback",
    "withhold", "channel", "country", "transferred_at", "outcome",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_opened(folder: Path, items: list[Item], *, checkpoint: str) -> list[Path]:
    """Keep what was opened: all of it as JSON, the addresses as a table to fill in."""
    document = {"form": FORM, "checkpoint": checkpoint, "items": [asdict(item) for item in items]}
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return [write_private(folder / OPENED, text.encode()), write_private(folder / TABLE, _table(items).encode())]


def with_earlier(folder: Path, items: list[Item]) -> list[Item]:
    """What is opened now, and what was opened before: a release may come days after the first verdict."""
    known = {(item.parcel, item.purpose, item.ordinal) for item in items}
    earlier = read_opened(folder)[0] if (folder / OPENED).exists() else []
    return items + [item for item in earlier if (item.parcel, item.purpose, item.ordinal) not in known]


def read_opened(folder: Path) -> tuple[list[Item], str]:
    """The items and the checkpoint they came with."""
    try:
        document = json.loads((folder / OPENED).read_bytes())
        if document["form"] != FORM:
            raise ValueError
        return [Item(**item) for item in document["items"]], document["checkpoint"]
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(f"{folder / OPENED} is missing or damaged: open the parcels first") from None


def write_private(path: Path, data: bytes) -> Path:
    """Readable by the owner alone from its first byte; whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path


def _table(items: list[Item]) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, restval="", extrasaction="ignore")
    table.writeheader()
    table.writerows(_row(item) for item in items if item.purpose in ("address", "dossier") and not item.refused)
    return out.getvalue()


def _row(item: Item) -> dict[str, Any]:
    address = str(item.content.get("raw") or item.content.get("canonical") or "")
    # A spreadsheet would run a cell that begins like a formula; the exact address stands in opened.json.
    shown = "'" + address if address.startswith(FORMULA) else address
    return {
        "report": item.report if item.purpose == "address" else "",
        "ordinal": item.ordinal if item.purpose == "address" else "",
        "dossier": item.dossier,
        "urgent": "urgent" if item.urgent else "",
        "day": item.day,
        "address": shown,
    }
