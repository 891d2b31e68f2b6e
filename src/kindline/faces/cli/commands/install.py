"""`./kindline install`: an empty installation: keys, mandate, databases."""

import argparse
import os
from pathlib import Path

from kindline.faces.cli import place

HELP = "Make an installation: platform keys, the signed mandate, both databases"


def arguments(parser: argparse.ArgumentParser) -> None:
    place.arguments(parser)
    parser.add_argument("--mandate", required=True, help="the mandate file; FILE.sig beside it holds both signatures")
    parser.add_argument("--pinned", required=True, nargs=2, metavar="PUB", help="the two files with the signers' keys")


def run(args: argparse.Namespace) -> int:
    from kindline.kernel.installing import activate_mandate, make_keys
    from kindline.sealing.keys import VerifyKey

    os.umask(0o077)
    data = Path(args.data).absolute()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    first, second = (VerifyKey.from_text(Path(name).read_text()) for name in args.pinned)
    document, signatures = Path(args.mandate).read_bytes(), Path(f"{args.mandate}.sig").read_bytes()
    activate_mandate(data, document, signatures, pinned=(first, second))
    make_keys(Path(os.environ.get("KINDLINE_KEYS", f"{data}.keys")), pinned=(first, second), epoch="1")
    place.wake(args.data, face="all")
    migrate()
    print(f"installed: data {data}, keys {data}.keys. Keep the keys on another disk; back both up.")
    return 0


def migrate() -> None:
    """Bring both databases to this version."""
    from django.core.management import call_command

    for alias in ("intake", "core"):
        call_command("migrate", database=alias, verbosity=0)
