"""`./kindline police`: the police's own terminal: their machine, their keys, no Django."""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path

from kindline.client import key_files
from kindline.client.police import answering, download, judgements, opening, trust
from kindline.client.refusals import Refused
from kindline.faces.police import clock, folder, letters, portal, reconciling, rehearsal, witness
from kindline.sealing.errors import SealingError

HELP = "the police's own terminal: fetch, open, answer, send, list, reconcile a month, rehearse the loss of a key"
PARCELS, ANSWERS, RECONCILED = "parcels.json", "answers.json", "reconciliation.json"


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    shared = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    shared.add_argument("--to", type=Path, default=Path("police"), metavar="DIR", help="the police's own folder")
    shared.add_argument("--trust", type=Path, metavar="FILE", help="default: DIR/trust.txt")
    online = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    online.add_argument("--portal", required=True, metavar="URL")
    online.add_argument("--officer", type=Path, required=True, metavar="KEYFILE")
    online.add_argument("--portal-clock", action="store_true", help="sign the portal's time if ours differs")
    reading = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    reading.add_argument("--parcels", type=Path, metavar="FILE", help=f"default: DIR/{PARCELS}")
    reading.add_argument("--key", type=Path, action="append", required=True, metavar="KEYFILE", help="duty or reserve")
    verbs.add_parser("fetch", parents=[shared, online], help="fetch what waits, still sealed")
    verbs.add_parser("open", parents=[shared, reading], help="open it into the folder, for its owner's eyes only")
    answer = verbs.add_parser("answer", parents=[shared], help="sign one file: acknowledgements, verdicts, releases")
    answer.add_argument("--parcels", type=Path, metavar="FILE", help=f"default: DIR/{PARCELS}")
    answer.add_argument("--officer", type=Path, required=True, metavar="KEYFILE")
    answer.add_argument("--verdicts", type=Path, metavar="FILE", help="the filled-in table; none: acknowledge only")
    answer.add_argument("--no-feedback", action="store_true", help="acknowledge, no feedback by agreement")
    send = verbs.add_parser("send", parents=[shared, online], help="bring the signed file to the portal")
    send.add_argument("--answers", type=Path, metavar="FILE", help=f"default: DIR/{ANSWERS}")
    month = verbs.add_parser("reconcile", parents=[shared], help="sign what we hold of a month, for both sides' lists")
    month.add_argument("--month", required=True, metavar="YYYY-MM")
    month.add_argument("--of", default="", metavar="SHA256", help="the platform's list, as the portal names it")
    month.add_argument("--officer", type=Path, required=True, metavar="KEYFILE")
    listed = verbs.add_parser("list", parents=[shared], help="what was fetched; nothing confidential")
    listed.add_argument("--parcels", type=Path, metavar="FILE")
    loss = verbs.add_parser("rehearse-loss", parents=[shared, reading], help="can all be opened without the duty key?")
    loss.add_argument("--lost", action="append", default=[], metavar="KEYID", help="key ids that count as lost")
    made = verbs.add_parser("trust", parents=[shared], help="make the trust list, once, in person, at the installation")
    made.add_argument("--mandate", type=Path, required=True, metavar="FILE")
    made.add_argument("--public", type=Path, required=True, metavar="DIR", help="the installation's public keys")
    made.add_argument("--authority", required=True)


def run(args: argparse.Namespace) -> int:
    try:
        return VERBS[args.verb](args)
    except (Refused, SealingError) as error:
        print(f"kindline police: {error}", file=sys.stderr)
        return 1


def online(args: argparse.Namespace, ask):
    """Ask the portal; with --portal-clock once more at the time it names."""
    try:
        return ask(clock.now())
    except portal.StaleClock as stale:
        if not args.portal_clock:
            raise
        return ask(datetime.fromisoformat(stale.portal_time))


def trusted(args: argparse.Namespace) -> trust.Trust:
    return trust.read(args.trust or args.to / "trust.txt")


def downloaded(args: argparse.Namespace) -> download.Download:
    path = args.parcels or args.to / PARCELS
    if not path.exists():
        raise Refused(f"{path} is missing: fetch first")
    return download.parse(path.read_bytes(), trust=trusted(args))


def fetch(args: argparse.Namespace) -> int:
    key = key_files.signing_key(args.officer)
    data = online(args, lambda at: portal.fetch(args.portal, key=key, at=at))
    found = download.parse(data, trust=trusted(args))
    witness.keep(args.to, found.checkpoint, trust=trusted(args))
    path = folder.write_private(args.to / PARCELS, data)
    urgent = sum(parcel.urgent for parcel in found.parcels)
    print(f"{len(found.parcels)} parcels, {urgent} urgent, still sealed: {path}")
    return 0


def open_parcels(args: argparse.Namespace) -> int:
    found = downloaded(args)
    items = opening.open_all(found, keys=key_files.opening_keys(args.key), trust=trusted(args))
    paths = folder.write_opened(args.to, folder.with_earlier(args.to, items), checkpoint=found.checkpoint)
    written = letters.write_letters(args.to, items)
    refused = [item for item in items if item.refused]
    print(f"{len(items) - len(refused)} envelopes opened: {', '.join(map(str, paths))}")
    if written:
        print(f"{len(written)} files of letters: {written[0].parent}")
    for item in refused:
        print(f"REFUSED {item.refused}: {item.purpose} {item.ordinal} of report {item.report}", file=sys.stderr)
    return 1 if refused else 0


def answer(args: argparse.Namespace) -> int:
    own = trusted(args)
    items, note = folder.read_opened(args.to)
    said = judgements.read(args.verdicts) if args.verdicts else []
    fetched = downloaded(args).parcels
    if args.no_feedback:
        reports = {parcel.report for parcel in fetched if parcel.kind == "handover"}
        said += [judgements.Judgement(report=report, feedback="none") for report in reports]
    document = answering.answers(
        answering.concerned(items, said, fetched=[parcel.id for parcel in fetched]),
        said,
        trust=own,
        checkpoint=download.log_size_and_root(note, trust=own),
        at=clock.now(),
        key=key_files.signing_key(args.officer),
    )
    print(f"signed: {folder.write_private(args.to / ANSWERS, document)}")
    return 0


def send(args: argparse.Namespace) -> int:
    path = args.answers or args.to / ANSWERS
    if not path.exists():
        raise Refused(f"{path} is missing: answer first")
    data, key = path.read_bytes(), key_files.signing_key(args.officer)
    results = online(args, lambda at: portal.send(args.portal, data, key=key, at=at))
    for result in results:
        ordinal = "" if result["ordinal"] is None else f" address {result['ordinal']}"
        print(f"{result['subject']}{ordinal}: {result['result']}")
    return 0 if all(result["result"] in ("accepted", "repeated") for result in results) else 1


def reconcile(args: argparse.Namespace) -> int:
    own, path = trusted(args), args.to / PARCELS
    items, note = folder.read_opened(args.to)
    fetched = download.parse(path.read_bytes(), trust=own).parcels if path.exists() else ()
    holds = reconciling.held(items, fetched, month=args.month)
    document = reconciling.statement(
        holds,
        month=args.month,
        of=args.of,
        trust=own,
        checkpoint=download.log_size_and_root(note, trust=own),
        at=clock.now(),
        key=key_files.signing_key(args.officer),
    )
    print(f"{len(holds)} receipts of {args.month}, signed: {folder.write_private(args.to / RECONCILED, document)}")
    return 0


def list_parcels(args: argparse.Namespace) -> int:
    for parcel in sorted(downloaded(args).parcels, key=lambda parcel: (not parcel.urgent, parcel.day)):
        count = sum(envelope.purpose == "address" for envelope in parcel.envelopes)
        urgent = "urgent" if parcel.urgent else ""
        print(f"{parcel.day}  {urgent:6}  {parcel.kind:9}  {count:3} addresses  {parcel.report}")
    return 0


def rehearse_loss(args: argparse.Namespace) -> int:
    keys = key_files.opening_keys(args.key)
    result = rehearsal.rehearse_loss(downloaded(args), keys=keys, lost=args.lost, trust=trusted(args))
    print(json.dumps({"envelopes": result.envelopes, "opened": result.opened, "refused": result.refused}))
    print("everything opens without the lost key" if result.passed else "NOT everything opens: call the hotline")
    return 0 if result.passed else 1


def make_trust(args: argparse.Namespace) -> int:
    text = trust.from_installation(args.mandate, args.public, authority=args.authority)
    path = args.trust or args.to / "trust.txt"
    folder.write_private(path, text.encode())
    print(f"{path}: compare the key ids with those of your own key files before use")
    return 0


VERBS = {
    "fetch": fetch,
    "open": open_parcels,
    "answer": answer,
    "send": send,
    "reconcile": reconcile,
    "list": list_parcels,
    "rehearse-loss": rehearse_loss,
    "trust": make_trust,
}
