"""`./kindline backup`: a sealed copy of everything but the keys, while the installation runs."""

import argparse
import sys
from pathlib import Path

from kindline.faces.cli import place

HELP = "Write a sealed backup of a running installation; the keys are backed up apart"


def arguments(parser: argparse.ArgumentParser) -> None:
    place.arguments(parser)
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="a new or empty folder")


def run(args: argparse.Namespace) -> int:
    place.wake(args.data, face="worker")
    from django.conf import settings
    from django.db import connections

    from kindline.faces.cli.erasure.places import save
    from kindline.kernel import vault
    from kindline.kernel.backup.manifest import NotEmpty
    from kindline.kernel.erasable.copying import HORIZON
    from kindline.kernel.erasable.store import copies

    if connections["core"].vendor != "sqlite":
        print(
            "kindline backup: on PostgreSQL use pg_basebackup, which takes both databases at one moment",
            file=sys.stderr,
        )
        return 2
    try:
        made = save(args.to)
    except vault.KeyMissing as missing:
        print(f"kindline backup: the key {missing} is not there; nothing was written", file=sys.stderr)
        return 1
    except NotEmpty:
        print(f"kindline backup: {args.to} is not empty, and nothing is overwritten", file=sys.stderr)
        return 1
    size = sum(part.size for part in made.parts)
    print(f"backup: files={len(made.parts)} bytes={size} day={made.day} sealed_to={vault.sealing_key('backup').key_id}")
    if made.demo:
        print("backup: a demonstration, so DIR/outside is in it; of a real installation it never is")
    print(f"backup: no key is in it. Keep a copy of {settings.KEYS_DIR} elsewhere, and backup/backup.key in a safe.")
    print(f"backup: a sealed copy of the erasable keys is in {copies()}; keep none longer than {HORIZON.days} days")
    return 0
