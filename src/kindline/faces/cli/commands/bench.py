"""`./kindline bench NAME`: one bench is one module in `faces/bench`."""

import argparse
import importlib
from pathlib import Path

from kindline.faces import bench
from kindline.faces.cli import machine
from kindline.faces.cli.dispatch import help_line

HELP = "Measure this installation's software on this machine: intake, …"
FOLDER = Path(bench.__file__).parent


def arguments(parser: argparse.ArgumentParser) -> None:
    benches = parser.add_subparsers(dest="bench", required=True, metavar="NAME")
    for path in sorted(FOLDER.glob("*.py")):
        if not path.stem.startswith("_"):
            what = help_line(path)
            _module(path.stem).arguments(benches.add_parser(path.stem, help=what, description=what))


def run(args: argparse.Namespace) -> int:
    machine.provide(f"bench {args.bench}")
    return int(_module(args.bench).run(args))


def _module(name: str):
    return importlib.import_module(f"{bench.__name__}.{name}")
