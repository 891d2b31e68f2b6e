"""`./kindline locate`: where addresses live, and why; each verb is one module in `faces/locate`."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from kindline.faces.cli import place
from kindline.faces.locate import conformance, replay, review, truth

HELP = "Where addresses live, whom that concerns, and why: files, one text, scores, replay"
VERBS = {"conformance": conformance, "replay": replay, "review": review}
AWAKE = (replay, review)
"""Verbs that look into an installation."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--mandate", default="relay-be-2002", help="whose law gives the route: a shipped one or a file")
    parser.add_argument(
        "--explain", metavar="TEXT", help="one address as a page: steps, claims, decision, what would change it"
    )
    parser.add_argument("--truth", type=Path, metavar="FILE", help="score against a CSV with address,country[,asn]")
    parser.add_argument("--pack", default="demonstration", metavar="PACK", help="a shipped or imported pack")
    parser.add_argument("--home", default=None, metavar="CC", help="the home country; without it the mandate's")
    parser.add_argument("--data", default=os.environ.get("KINDLINE_DATA", "var"), help="the data folder")
    _files_arguments(parser)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    for name, module in VERBS.items():
        module.arguments(verbs.add_parser(name, help=module.HELP))


def run(args: argparse.Namespace) -> int:
    if args.verb:
        if VERBS[args.verb] in AWAKE:
            place.wake(args.data, face="worker")
        return int(VERBS[args.verb].run(args))
    if args.explain is not None:
        return _explain(args)
    if args.truth:
        return _truth(args)
    if args.source:
        return _file(args)
    print("kindline locate: nothing to do; see --help", file=sys.stderr)
    return 2


def _files_arguments(parser: argparse.ArgumentParser) -> None:
    """Imported here: polars starts as many threads as this says, and the processes are ours to count."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    from kindline.faces.locate import files

    files.arguments(parser)


def _file(args: argparse.Namespace) -> int:
    from kindline.faces.locate import files

    folder, under = _pack(args), _law(args)
    return files.locate(args, pack=folder, **under) if folder and under else 2


def _explain(args: argparse.Namespace) -> int:
    from kindline.faces.locate import explaining, files
    from kindline.provenance.pack import Pack
    from kindline.provenance.resolver import NotAResolver

    folder, under = _pack(args), _law(args)
    if folder is None or under is None:
        return 2
    try:
        resolver = files.resolver_of(args.resolve)
    except (NotAResolver, OSError) as fault:
        print(f"kindline locate: {fault}", file=sys.stderr)
        return 2
    return explaining.run(args.explain, pack=Pack.load(folder), resolver=resolver, **under)


def _law(args: argparse.Namespace) -> dict[str, Any] | None:
    """Whose law gives the route, seen from where and when; None with the reason said."""
    from kindline.faces.cli.commands.routes import mandate_of
    from kindline.faces.locate import law
    from kindline.kernel import clock
    from kindline.kernel.mandate.reading import BadMandate

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kindline.settings.embedded")  # the clock asks where it stands
    try:
        mandate = mandate_of(args.mandate)
    except (BadMandate, OSError) as fault:
        print(f"kindline locate: {fault}", file=sys.stderr)
        return None
    home = args.home or mandate.home
    return {"home": home, "at": clock.now(), "routes": law.routes_of(mandate), "law": mandate.id}


def _truth(args: argparse.Namespace) -> int:
    from kindline.provenance.pack import Pack

    folder = _pack(args)
    return truth.run(args.truth, pack=Pack.load(folder), home=args.home or _home()) if folder else 2


def _pack(args: argparse.Namespace) -> Path | None:
    """The folder of a pack that is whole, or None with the reason said."""
    from kindline.kernel.packs.shelf import NoSuchPack, folder_of
    from kindline.provenance.pack import Pack, PackDamaged

    try:
        folder = Path(str(folder_of(args.pack, data=Path(args.data))))
        Pack.load(folder)
    except (NoSuchPack, PackDamaged) as fault:
        print(f"kindline locate: {type(fault).__name__}: {fault}", file=sys.stderr)
        return None
    return folder


def _home() -> str:
    """The home country of the shipped mandate, for who has installed none."""
    import tomllib

    from kindline.kernel.installing import TEMPLATES

    return str(tomllib.loads((TEMPLATES / "relay-be-2002.toml").read_text("utf-8"))["home"])
