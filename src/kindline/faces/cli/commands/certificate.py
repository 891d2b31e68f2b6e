"""`./kindline certificate`: the certificate our mail is signed with, and those that providers gave us."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from kindline.faces.cli import place

HELP = "The certificate that signs our mail: show, ask for, put in use; and a provider's, to seal its notices to"


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    data = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    place.arguments(data)
    verbs.add_parser("show", parents=[data], help="fingerprint, mailbox and last day of ours")
    ask = verbs.add_parser("request", parents=[data], help="a request for a certification authority, from our key")
    ask.add_argument("--out", type=Path, required=True, metavar="FILE.csr")
    use = verbs.add_parser("use", parents=[data], help="put an authority's certificate for our key in use")
    use.add_argument("file", type=Path, metavar="FILE.pem")
    verbs.add_parser("make", parents=[data], help="a first key with a certificate of its own making, if there is none")
    given = verbs.add_parser("provider", parents=[data], help="try a provider's certificate: seal a word to it")
    given.add_argument("slug")
    given.add_argument("file", type=Path, metavar="FILE.pem")
    police = verbs.add_parser("police", parents=[data], help="the police's own, to seal sightings to: compare it first")
    police.add_argument("file", type=Path, metavar="FILE.pem")
    word = verbs.add_parser("word", parents=[data], help="the provider read the word to us: its certificate is known")
    word.add_argument("slug")
    word.add_argument("word")


def run(args: argparse.Namespace) -> int:
    place.wake(args.data, face="worker")
    from kindline.kernel.directory.certificates import WrongWord
    from kindline.kernel.vault import KeyMissing
    from kindline.sealing.errors import SealingError

    try:
        return VERBS[args.verb](args)
    except WrongWord:
        print("certificate: that is not the word we sealed", file=sys.stderr)
    except LookupError:
        print(f"certificate: no provider or certificate of that name: {args.slug}", file=sys.stderr)
    except (SealingError, KeyMissing, OSError) as problem:
        print(f"certificate: {problem}", file=sys.stderr)
    return 1


def _show(_args: argparse.Namespace) -> int:
    from kindline.kernel import vault

    ours = vault.mail_certificate()
    print(f"mailbox      {', '.join(sorted(ours.mailboxes()))}\nlast day     {ours.last_day}")
    print(f"fingerprint  {ours.fingerprint()}")
    return 0


def _police(args: argparse.Namespace) -> int:
    from django.db import transaction

    from kindline.kernel import clock, vault
    from kindline.kernel.audit.record import record
    from kindline.kernel.mandate.active import active
    from kindline.sealing.certificate import Certificate, check_recipient

    found, mandate = Certificate.from_pem(args.file.read_text()), active()
    check_recipient(found, mailbox=mandate.authorities[mandate.police_id].mailbox, day=clock.today())
    vault.keep_police_certificate(found)
    with transaction.atomic(using="core"):
        by = f"terminal:{getpass.getuser()}"
        record("certificate.police", subject=mandate.police_id, by=by, facts={"sha256": found.sha256})
    print(f"sightings are sealed to this certificate until {found.last_day}; compare it with the police by telephone:")
    print(f"fingerprint  {found.fingerprint()}")
    return 0


def _request(args: argparse.Namespace) -> int:
    from django.conf import settings

    from kindline.kernel import vault
    from kindline.services.hotline.lettering import mailbox

    args.out.write_text(vault.mail_key().request(settings.ORGANISATION, mailbox()))
    print(f"{args.out}: send it to the authority; the key itself stays here")
    return 0


def _use(args: argparse.Namespace) -> int:
    from kindline.kernel import vault

    vault.use_mail_certificate(args.file.read_text())
    return _show(args)


def _make(args: argparse.Namespace) -> int:
    from kindline.faces.cli.commands.install import sign_mail
    from kindline.kernel.installing import make_mail_key

    os.umask(0o077)
    sign_mail(Path(os.environ.get("KINDLINE_KEYS", f"{os.path.abspath(args.data)}.keys")), make_mail_key)
    return _show(args)


def _provider(args: argparse.Namespace) -> int:
    from kindline.kernel.directory.models import Provider
    from kindline.services.hotline import sealed_mail

    provider = Provider.objects.filter(slug=args.slug).first()
    if provider is None:
        raise LookupError
    sealed_mail.try_certificate(provider, pem=args.file.read_text(), by=f"terminal:{getpass.getuser()}")
    print(f"a sealed word is on its way to {provider.name}: telephone, and give what they read to `certificate word`")
    return 0


def _word(args: argparse.Namespace) -> int:
    from kindline.kernel.directory import certificates
    from kindline.kernel.directory.models import Provider
    from kindline.services.hotline import sealed_mail

    provider = Provider.objects.filter(slug=args.slug).first()
    row = certificates.tried(provider) if provider else None
    if row is None:
        raise LookupError
    sealed_mail.know_certificate(row, word=args.word, by=f"terminal:{getpass.getuser()}")
    print("known: its notices go sealed from now on")
    return 0


VERBS = {
    "show": _show,
    "request": _request,
    "use": _use,
    "make": _make,
    "police": _police,
    "provider": _provider,
    "word": _word,
}
