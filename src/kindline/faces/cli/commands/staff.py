"""`./kindline staff`: who may sign in. The only way in for a person, the first administrator included."""

import argparse
import getpass
from datetime import date

from kindline.faces.cli import place

HELP = "Let people in, out, or back in: add, license, invite, close, list"
ROLES = ("operator", "supervisor", "analyst", "counsellor", "officer", "installer")
BELONG = ("officer", "analyst")
LANGUAGES = ("nl", "fr", "de", "en")


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    add = _verb(verbs, "add", "a new person; prints a one-time code, shown once, for making a password")
    add.add_argument("--role", choices=ROLES, required=True)
    add.add_argument("--also", choices=("counsellor",), default="", help="a second part, for operator or supervisor")
    add.add_argument("--name", default="", help="the name shown to colleagues, such as “N. Peeters”")
    add.add_argument("--language", choices=LANGUAGES, default="en")
    add.add_argument("--authority", default="", help="an officer's or analyst's authority, as the mandate names it")
    add.add_argument("--answer-key", default="", metavar="PUB", help="their public key for signing answers")
    _licence(_verb(verbs, "license", "note an analyst's licence; without one nothing is handed to them"))
    invite = _verb(verbs, "invite", "a new one-time code for somebody who lost the password; the old one stops working")
    invite.add_argument("--forget-factors", action="store_true", help="also forget a lost telephone or passkey")
    _verb(verbs, "close", "end an account; its sessions end with the next click")
    place.arguments(verbs.add_parser("list", help="who has an account, and how far each has come"))


def _licence(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--number", required=True)
    parser.add_argument("--from", dest="valid_from", required=True, metavar="YYYY-MM-DD", type=date.fromisoformat)
    parser.add_argument("--until", dest="valid_until", required=True, metavar="YYYY-MM-DD", type=date.fromisoformat)


def _verb(verbs: argparse._SubParsersAction, name: str, words: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=words)
    place.arguments(parser)
    parser.add_argument("--username", required=True)
    return parser


def run(args: argparse.Namespace) -> int:
    place.wake(args.data, face="desk")
    return {"add": _add, "license": _license, "invite": _invite, "close": _close, "list": _list}[args.verb](args)


def _by() -> str:
    return f"terminal:{getpass.getuser()}"


def _add(args: argparse.Namespace) -> int:
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from kindline.kernel.people.invitations import invite
    from kindline.kernel.people.models import WITH_ANOTHER, User

    user = User(
        username=args.username,
        last_name=args.name,
        role=args.role,
        also=args.also,
        language=args.language,
        authority=args.authority,
        answer_key=args.answer_key,
    )
    if args.also and args.role not in WITH_ANOTHER:
        return _stop(f"an {args.role} has no second part here: only an operator or supervisor has")
    if args.role in BELONG and not args.authority:
        return _stop(f"an {args.role} belongs to an authority: add --authority")
    user.set_unusable_password()
    try:
        user.full_clean(exclude=["undertaking_signed_at", "last_login"])
    except ValidationError as error:
        return _stop("; ".join(error.messages))
    with transaction.atomic(using="core"):
        user.save()
        code = invite(user, by=_by())
    return _show(user, code)


def _license(args: argparse.Namespace) -> int:
    from kindline.kernel.people.licences import BadLicence, license_analyst
    from kindline.kernel.welfare import talks

    user = _found(args.username)
    if user is None or user.role != "analyst":
        return _stop(f"no analyst is called {args.username}")
    try:
        dates = {"valid_from": args.valid_from, "valid_until": args.valid_until}
        licence = license_analyst(user, number=args.number, **dates, by=_by())
    except BadLicence:
        return _stop("a licence needs a number, and ends after it begins")
    talks.expect(user, by=_by())
    print(f"licensed: {user.get_username()}, {licence.number}, {licence.valid_from} to {licence.valid_until}")
    return 0


def _invite(args: argparse.Namespace) -> int:
    from allauth.mfa.models import Authenticator
    from django.db import transaction

    from kindline.kernel.audit.record import record
    from kindline.kernel.people.invitations import invite

    user = _found(args.username)
    if user is None:
        return _stop(f"nobody is called {args.username}")
    with transaction.atomic(using="core"):
        if args.forget_factors:
            Authenticator.objects.filter(user=user).delete()
            record("person.factors-forgotten", subject=user.pk, by=_by())
        code = invite(user, by=_by())
    return _show(user, code)


def _close(args: argparse.Namespace) -> int:
    from kindline.kernel.people.leaving import close_account

    user = _found(args.username)
    if user is None:
        return _stop(f"nobody is called {args.username}")
    close_account(user, by=_by())
    print(f"closed: {user.get_username()}")
    return 0


def _list(args: argparse.Namespace) -> int:
    from kindline.faces.ui.staff import has_second_factor
    from kindline.kernel.people.models import User

    for user in User.objects.order_by("role", "username"):
        steps = {
            "closed": not user.is_active,
            "no password yet": not user.has_usable_password(),
            "no second factor yet": not has_second_factor(user),
            "undertaking not signed": user.undertaking_signed_at is None,
        }
        lacking = ", ".join(step for step, lacks in steps.items() if lacks)
        also = f", also {user.also}" if user.also else ""
        print(f"{user.role:<10} {user.get_username():<24} {user.language}  {lacking or 'ready'}{also}")
    return 0


def _found(username: str):
    from kindline.kernel.people.models import User

    return User.objects.filter(username=username).first()


def _show(user, code) -> int:
    from django.conf import settings

    from kindline.kernel.people.invitations import HOURS

    url = settings.PORTAL_URL if user.role == "officer" else settings.DESK_URL
    print(f"{user.get_username()} ({user.role})")
    print(f"  page: {url}/welcome/")
    print(f"  code: {code.reveal()}")
    print(f"The code works once, for {HOURS} hours. It is not stored and cannot be shown again.")
    return 0


def _stop(why: str) -> int:
    import sys

    print(f"kindline staff: {why}", file=sys.stderr)
    return 1
