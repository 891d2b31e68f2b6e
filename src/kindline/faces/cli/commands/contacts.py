"""`./kindline contacts`: the keys of contacts, telephone exchanges, and what a mapping makes of an event."""

import argparse
import json
import sys
from pathlib import Path

from kindline.faces.cli import place

HELP = "Contacts: keys for an earlier installation, let a telephone exchange ring at the desk, try its mapping"


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    place.arguments(verbs.add_parser("keys", help="make the keys of contacts that an earlier installation lacks"))
    add = verbs.add_parser("exchange", help="let an exchange ring: keeps its mapping, prints its secret once")
    place.arguments(add)
    add.add_argument("name", help="small letters, digits and hyphens")
    add.add_argument("--mapping", type=Path, required=True, help="which of its words mean what (docs/calls.md)")
    map_ = verbs.add_parser("map", help="show what a mapping makes of an event; nothing is stored")
    map_.add_argument("--mapping", type=Path, required=True)
    map_.add_argument("event", type=Path, help="one event as the exchange sends it, JSON")


def run(args: argparse.Namespace) -> int:
    place.wake(getattr(args, "data", "var"), face="api")
    try:
        return {"keys": _keys, "exchange": _exchange, "map": _map}[args.verb](args)
    except (OSError, ValueError) as error:
        print(f"kindline contacts: {error}", file=sys.stderr)
        return 1


def _keys(args: argparse.Namespace) -> int:
    from django.conf import settings

    from kindline.kernel.installing import make_contact_keys

    made = make_contact_keys(Path(settings.KEYS_DIR))
    print("made: desk/contacts.key, desk/contact-tags.key, public/contacts.pub" if made else "they are there")
    return 0


def _exchange(args: argparse.Namespace) -> int:
    from django.conf import settings

    from kindline.kernel.contacts.mapping import FOLDER, NAME, read_mapping
    from kindline.kernel.installing import make_exchange_key

    if not NAME.fullmatch(args.name):
        raise ValueError("a name has small letters, digits and hyphens")
    text = args.mapping.read_text()
    read_mapping(args.name, text)
    folder = Path(settings.DATA_DIR) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{args.name}.toml").write_text(text)
    try:
        secret = make_exchange_key(Path(settings.KEYS_DIR), name=args.name)
    except FileExistsError:
        print(f"{args.name}: the mapping is in use; its secret stays as it was")
        return 0
    print(f"{args.name} may ring. Its secret, shown once:\n{secret}")
    print(f"It sends to {settings.API_URL}/v1/calls/{args.name}")
    return 0


def _map(args: argparse.Namespace) -> int:
    from kindline.kernel.contacts.mapping import read_mapping

    heard = read_mapping("tried", args.mapping.read_text()).heard(json.loads(args.event.read_text()))
    if heard is None:
        print("passed over")
        return 0
    print(f"event:  {heard.event}\ncall:   {heard.call}\ncaller: {heard.caller or '-'}\nagent:  {heard.agent or '-'}")
    return 0
