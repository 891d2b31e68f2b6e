"""`./kindline partner`: whose machines may speak with the API, with which keys, until when."""

import argparse
import getpass
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kindline.faces.cli import place
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SealingPublicKey, VerifyKey, fingerprint

HELP = "Let partners' machines into the API, change their keys, shut them out: add, rotate, revoke, list"
KINDS = ("authority", "provider", "member", "site")


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    add = _verb(verbs, "add", "a new partner, with the public keys that it brought in person or read aloud")
    add.add_argument("--kind", choices=KINDS, required=True)
    add.add_argument("--name", required=True)
    add.add_argument("--speaks-for", default="", metavar="ID", help="the authority, provider or member it speaks for")
    add.add_argument("--scope", action="append", default=[], help="less than its kind may have")
    add.add_argument("--certificate", default="", metavar="SHA256", help="the client certificate the front must see")
    add.add_argument("--until", default="", metavar="YYYY-MM-DD", help="its last day")
    _keys(add)
    rotate = _verb(verbs, "rotate", "its next keys; the earlier ones end after some days")
    rotate.add_argument("--keep-days", type=int, default=7)
    _keys(rotate)
    revoke = _verb(verbs, "revoke", "shut it out, or one of its keys, from this moment on")
    revoke.add_argument("--key", default="", metavar="KEYID")
    place.arguments(verbs.add_parser("list", help="who may speak with the API"))


def _verb(verbs: argparse._SubParsersAction, name: str, words: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=words)
    place.arguments(parser)
    parser.add_argument("--id", required=True)
    return parser


def _keys(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--signing", action="append", default=[], metavar="FILE.pub", help="signs its requests")
    parser.add_argument("--opening", action="append", default=[], metavar="FILE.pub", help="opens what it is sent")


def run(args: argparse.Namespace) -> int:
    place.wake(args.data, face="api")
    from kindline.kernel.partners.register import Refused

    try:
        return {"add": _add, "rotate": _rotate, "revoke": _revoke, "list": _list}[args.verb](args)
    except (Refused, SealingError, OSError, ValueError) as problem:
        print(f"kindline partner: {problem}", file=sys.stderr)
        return 1


def _by() -> str:
    return f"terminal:{getpass.getuser()}"


def _read(args: argparse.Namespace) -> list[VerifyKey | SealingPublicKey]:
    signing = [VerifyKey.from_text(Path(name).read_text().strip()) for name in args.signing]
    return [*signing, *(SealingPublicKey.from_text(Path(name).read_text().strip()) for name in args.opening)]


def _show(keys: list[VerifyKey | SealingPublicKey]) -> None:
    for key in keys:
        print(f"  {key.key_id}  {fingerprint(key)}")


def _add(args: argparse.Namespace) -> int:
    from kindline.kernel.partners import register

    keys = _read(args)
    # Its last day counts whole.
    until = datetime.fromisoformat(args.until).replace(tzinfo=UTC) + timedelta(days=1) if args.until else None
    register.add(
        id=args.id, kind=args.kind, name=args.name, speaks_for=args.speaks_for, scopes=args.scope, keys=keys,
        certificate=args.certificate, until=until, by=_by(),
    )  # fmt: skip
    print(f"{args.id} may speak with the API. Compare by telephone what its own machine shows:")
    _show(keys)
    return 0


def _rotate(args: argparse.Namespace) -> int:
    from kindline.kernel.partners import register

    keys = _read(args)
    register.rotate(args.id, keys=keys, keep=timedelta(days=args.keep_days), by=_by())
    print(f"{args.id}: the earlier keys of the same use end in {args.keep_days} days")
    _show(keys)
    return 0


def _revoke(args: argparse.Namespace) -> int:
    from kindline.kernel.partners import register

    register.revoke(args.id, key_id=args.key, by=_by())
    print(f"{args.id}: shut out" if not args.key else f"{args.id}: {args.key} opens nothing any more")
    return 0


def _list(args: argparse.Namespace) -> int:
    from kindline.kernel.partners.models import Partner

    for partner in Partner.objects.order_by("kind", "id").prefetch_related("keys"):
        end = partner.revoked_at or partner.active_until
        scopes = ",".join(partner.scopes)
        print(f"{partner.kind:<9}  {partner.pk:<24}  {scopes:<18}  {partner.speaks_for}  {_ends(end)}".rstrip())
        for key in partner.keys.all():
            print(f"  {key.use:<7}  {key.key_id}  {_ends(key.active_until)}".rstrip())
    return 0


def _ends(moment: datetime | None) -> str:
    return f"until {moment:%Y-%m-%d %H:%M}" if moment else ""
