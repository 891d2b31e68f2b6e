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
    from kindline.kernel.installing import activate_mandate, make_keys, make_mail_key
    from kindline.sealing.keys import VerifyKey

    os.umask(0o077)
    data = Path(args.data).absolute()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    first, second = (VerifyKey.from_text(Path(name).read_text()) for name in args.pinned)
    document, signatures = Path(args.mandate).read_bytes(), Path(f"{args.mandate}.sig").read_bytes()
    activate_mandate(data, document, signatures, pinned=(first, second))
    keys = Path(os.environ.get("KINDLINE_KEYS", f"{data}.keys"))
    make_keys(keys, pinned=(first, second), epoch="1")
    place.wake(args.data, face="all")
    sign_mail(keys, make_mail_key)
    migrate()
    print(f"installed: data {data}, keys {data}.keys. Keep the keys on another disk; back both up.")
    return 0


def sign_mail(keys: Path, make) -> None:
    """A first key for our mail, in the name that mail is sent in."""
    from django.conf import settings

    from kindline.kernel import clock

    mailbox = settings.MAIL_FROM.rpartition("<")[2].rstrip("> ")
    make(keys, name=settings.ORGANISATION, mailbox=mailbox, day=clock.today())


def migrate() -> None:
    """Bring both databases to this version."""
    from django.core.management import call_command

    for alias in ("intake", "core"):
        call_command("migrate", database=alias, verbosity=0)
