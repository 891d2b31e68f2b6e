"""What a face must find before it serves in earnest: the place `server` refuses to start until every line holds."""

import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connections

from kindline.faces.cli import place

SERVER = "kindline.settings.server"
# Wishes of tests and demonstrations.
PLAYED = ("KINDLINE_KILL_AT", "KINDLINE_PACKETS", "KINDLINE_FAULTS_TALLY")
EXAMPLE = (".example", "@example.org", "@example.com", "@example.net")


@dataclass(frozen=True)
class Line:
    """One thing asked: what is wrong and how it is mended, or nothing."""

    name: str
    wrong: str = ""


def lines() -> list[Line]:
    """Every line for the face of this process, in the order in which they are mended."""
    asked = {
        "no demonstration": _no_demonstration,
        "keys": _keys,
        "hosts": _hosts,
        "addresses": _addresses,
        "mail": _mail,
        "database role": _database_role,
        "mandate": _mandate,
        "accounts": _accounts,
    }
    return [Line(name, "; ".join(ask())) for name, ask in asked.items()]


def _no_demonstration() -> Iterator[str]:
    for name in ("demo", "demo-clock"):
        if (Path(settings.DATA_DIR) / name).exists():
            yield f"{settings.DATA_DIR}/{name} exists: make a new data folder with `./kindline install`"
    yield from (f"{name} is set: it is for tests; unset it" for name in PLAYED if name in os.environ)


def _keys() -> Iterator[str]:
    data, keys = Path(settings.DATA_DIR).resolve(), Path(settings.KEYS_DIR).resolve()
    mine = keys / settings.FACE.name
    if keys.is_relative_to(data):
        yield f"{keys} lies in the data folder: set KINDLINE_KEYS to a folder on another disk"
    if not (keys / "public").is_dir():
        yield f"{keys}/public is missing: run `./kindline install`"
    if mine.is_dir():
        opened = [path for path in (mine, *mine.iterdir()) if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
        yield from (f"{path} can be read by others: chmod go= {path}" for path in opened)
    if settings.FACE.name in ("desk", "portal") and len(settings.SECRET_KEY) < 50:
        yield f"{mine}/django.secret is missing: run `./kindline install`"


def _hosts() -> Iterator[str]:
    if settings.FACE.name in ("worker", "mailroom"):
        return
    if not settings.ALLOWED_HOSTS:
        yield "KINDLINE_HOSTS is empty: name the hosts under which this face is reached, with commas"
    if "*" in settings.ALLOWED_HOSTS:
        yield "KINDLINE_HOSTS allows every name: name the hosts"


def _addresses() -> Iterator[str]:
    for name in ("SITE_URL", "DESK_URL", "PORTAL_URL", "API_URL"):
        parts = urlsplit(getattr(settings, name))
        onion = (parts.hostname or "").endswith(".onion")
        if not parts.hostname or (parts.scheme != "https" and not onion):
            yield f"KINDLINE_{name} must begin with https:// (or name an onion address): letters and pages quote it"


def _mail() -> Iterator[str]:
    mailbox = settings.MAIL_FROM.rpartition("<")[2].rstrip("> ")
    if mailbox.endswith(EXAMPLE):
        yield "KINDLINE_MAIL_FROM is an example: name the mailbox from which notices come"
    if settings.ORGANISATION == "kindline":
        yield "KINDLINE_ORGANISATION is not set: letters are signed in its name"


def _database_role() -> Iterator[str]:
    yield from (
        f"{name} is set: a face has its own password in its key folder, and needs nobody else's; unset it"
        for name in ("KINDLINE_PG_PASSWORD", "PGPASSWORD")
        if name in os.environ
    )
    for alias in settings.FACE.databases:
        try:
            yield from _role_in(alias)
        except DatabaseError as error:
            yield f"{alias}: {type(error).__name__}: cannot connect (KINDLINE_PG_HOST, `./kindline postgres roles`)"


def _role_in(alias: str) -> Iterator[str]:
    if connections[alias].vendor != "postgresql":
        yield f"{alias} is not on PostgreSQL"
        return
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolcreaterole OR rolbypassrls, "
            "EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        name, mighty, owner = cursor.fetchone()
    if name != f"kindline_{settings.FACE.name}" or mighty or owner:
        yield f"{alias}: connected as {name}, not as kindline_{settings.FACE.name}: unset KINDLINE_PG_USER"


def _mandate() -> Iterator[str]:
    from kindline.kernel.mandate.active import active
    from kindline.kernel.mandate.reading import BadMandate

    try:
        played = [one.name for one in active().authorities.values() if "(demonstration)" in one.name]
    except (BadMandate, OSError, ValueError) as error:
        yield f"no mandate is in force ({type(error).__name__}): run `./kindline install`"
        return
    yield from (f"the mandate names {name}: activate the real one" for name in played)


def _accounts() -> Iterator[str]:
    if "core" not in settings.FACE.databases or settings.FACE.name in ("api", "mailroom"):
        return
    from kindline.kernel.people.models import User

    try:
        played = User.objects.filter(is_active=True, last_name__contains="(demo)").values_list("username", flat=True)
        yield from (f"{name} is an account of a demonstration: `./kindline staff close`" for name in played)
        mighty = User.objects.filter(is_superuser=True).values_list("username", flat=True)
        yield from (f"{name} is a superuser, which no role of ours is" for name in mighty)
    except DatabaseError as error:
        yield f"{type(error).__name__}: accounts cannot be read"


def ready(data: str, *, face: str) -> bool:
    """True when this process is no server, or every line holds; otherwise standard error says what does not."""
    if os.environ.get("DJANGO_SETTINGS_MODULE") != SERVER:
        return True
    place.wake(data, face=face)
    found = [line for line in lines() if line.wrong]
    for line in found:
        print(f"kindline {face}: {line.name}: {line.wrong}", file=sys.stderr)
    connections.close_all()
    return not found
