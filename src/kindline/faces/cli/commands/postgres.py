"""`./kindline postgres roles`: a database role for each face, with what it may do and nothing else."""

import argparse
import os
import secrets
import sys
from pathlib import Path

from kindline.faces.cli import place

HELP = "PostgreSQL: make the roles of the faces (roles); after every install and upgrade, as the owner of the tables"


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    roles = verbs.add_parser("roles", help="make the roles, their passwords in the key folders, and their grants")
    place.arguments(roles)
    roles.add_argument("--print", action="store_true", dest="only_print", help="print the SQL and change nothing")


def run(args: argparse.Namespace) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "kindline.settings.server"
    place.wake(args.data, face="all")
    from kindline.kernel.postgres import roles

    if args.only_print:
        for alias in ("intake", "core"):
            print(f"-- {alias}")
            print("\n".join(f"{statement};" for statement in roles.statements(alias)))
        return 0
    from django.conf import settings
    from django.db import DatabaseError

    try:
        for alias in ("intake", "core"):
            roles.apply(alias)
        made = [face for face in roles.ROLES if _password(settings.KEYS_DIR, face, roles)]
    except DatabaseError as error:
        print(f"kindline postgres: {type(error).__name__}: is the server up, and are you the owner?", file=sys.stderr)
        return 1
    print(f"roles={len(roles.ROLES)} new_passwords={len(made)} (KEYS/FACE/postgres.password)")
    return 0


def _password(keys: Path, face: str, roles) -> bool:
    """Give a role its password, unless its face has one; the server is shown only what proves it."""
    path = keys / face / "postgres.password"
    if path.exists():
        return False
    password = secrets.token_urlsafe(32)
    roles.set_password(face, password)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(password + "\n")
    return True
