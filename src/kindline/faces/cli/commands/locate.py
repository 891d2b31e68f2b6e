"""`./kindline locate`: where addresses live, and why; each verb is one module in `faces/locate`."""

import argparse
import os
import sys
from pathlib import Path

from kindline.faces.cli import place
from kindline.faces.locate import replay, truth

HELP = "Where addresses live, whom that concerns, and why: files, one text, scores, replay"
VERBS = {"replay": replay}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--truth", type=Path, metavar="FILE", help="score against a CSV with address,country[,asn]")
    parser.add_argument("--pack", default="demonstration", metavar="PACK", help="a shipped or imported pack")
    parser.add_argument("--home", default=None, metavar="CC", help="the home country; without it the mandate's")
    parser.add_argument("--data", default=os.environ.get("KINDLINE_DATA", "var"), help="the data folder")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    for name, module in VERBS.items():
        module.arguments(verbs.add_parser(name, help=module.HELP))


def run(args: argparse.Namespace) -> int:
    if args.verb:
        place.wake(args.data, face="worker")
        return VERBS[args.verb].run(args)
    if args.truth:
        return _truth(args)
    print("kindline locate: nothing to do; see --help", file=sys.stderr)
    return 2


def _truth(args: argparse.Namespace) -> int:
    from kindline.kernel.packs.shelf import NoSuchPack, folder_of
    from kindline.provenance.pack import Pack, PackDamaged

    try:
        pack = Pack.load(folder_of(args.pack, data=Path(args.data)))
    except (NoSuchPack, PackDamaged) as fault:
        print(f"kindline locate: {type(fault).__name__}: {fault}", file=sys.stderr)
        return 2
    return truth.run(args.truth, pack=pack, home=args.home or _home())


def _home() -> str:
    """The home country of the shipped mandate, for who has installed none."""
    import tomllib

    from kindline.kernel.installing import TEMPLATES

    return str(tomllib.loads((TEMPLATES / "relay-be-2002.toml").read_text("utf-8"))["home"])
