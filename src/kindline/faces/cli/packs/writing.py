"""Writing a pack's folder whole, signed, with a notice a person can read."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from kindline.kernel.packs.signing import SIGNATURE, sign_manifest
from kindline.provenance.pack.manifest import NAME, read_manifest
from kindline.sealing.keys import SigningPrivateKey

NOTICE = "NOTICE.md"


def write_pack(files: Mapping[str, bytes], *, to: Path, key: SigningPrivateKey) -> None:
    """All of the folder or none of it. Raises FileExistsError when there is something already."""
    if to.exists() and any(to.iterdir()):
        raise FileExistsError(f"{to} is not empty, and nothing is overwritten")
    beside = to.with_name(f".{to.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name, octets in files.items():
        (beside / name).write_bytes(octets)
    (beside / SIGNATURE).write_bytes(sign_manifest(files[NAME], key=key))
    (beside / NOTICE).write_text(notice(files[NAME]), encoding="utf-8")
    beside.replace(to)


def notice(document: bytes) -> str:
    """Credits, dates and known faults of a pack."""
    manifest = read_manifest(document)
    lines = [
        f"# Pack {manifest.pack_id}",
        "",
        f"Made {manifest.made}; oldest deciding source of {manifest.as_of or 'no date'}. Licence: {manifest.licence}.",
        "",
        "## Known faults",
        "",
        *(f"- {fault}" for fault in manifest.faults),
        "",
        "## Sources",
        "",
    ]
    for source in manifest.sources:
        lines += [
            f"- **{source.name}** ({source.rows} rows{f', as of {source.as_of}' if source.as_of else ''}): "
            f"{source.attribution} Licence: {source.licence}.",
            f"  `{source.url}`, retrieved {source.retrieved_at}, SHA-256 `{source.sha256}`",
        ]
    return "\n".join(lines) + "\n"
