"""The manifest of a pack: which tables, with which hash, from which sources."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from kindline.provenance.pack.model import Manifest, PackDamaged, Source, Table

NAME = "manifest.json"
FORM = "kindline/pack/2"


def read_manifest(octets: bytes) -> Manifest:
    """Raises PackDamaged for anything but a manifest of this form."""
    try:
        stored = json.loads(octets)
        if stored["form"] != FORM:
            raise PackDamaged("a manifest of another form")
        return Manifest(
            pack_id=str(stored["pack_id"]),
            series=str(stored["series"]),
            made=str(stored["made"]),
            as_of=date.fromisoformat(stored["as_of"]) if stored["as_of"] else None,
            licence=str(stored["licence"]),
            sources=tuple(Source(**source) for source in stored["sources"]),
            tables={str(name): Table(**table) for name, table in stored["tables"].items()},
            faults=tuple(str(fault) for fault in stored.get("faults", ())),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise PackDamaged(f"{type(fault).__name__} while reading the manifest") from fault


def write_manifest(manifest: Manifest) -> bytes:
    """Stable: equal manifests give equal bytes."""
    stored: dict[str, Any] = {
        "form": FORM,
        "pack_id": manifest.pack_id,
        "series": manifest.series,
        "made": manifest.made,
        "as_of": manifest.as_of.isoformat() if manifest.as_of else "",
        "licence": manifest.licence,
        "sources": [asdict(source) for source in manifest.sources],
        "tables": {name: asdict(table) for name, table in sorted(manifest.tables.items())},
        "faults": list(manifest.faults),
    }
    return json.dumps(stored, ensure_ascii=False, indent=1).encode() + b"\n"
