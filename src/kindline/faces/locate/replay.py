"""`./kindline locate replay`: every stored decision again, from its claims alone."""

import argparse
import os

HELP = "Recompute every stored decision from its sealed claims; exits 1 when one differs"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", default=os.environ.get("KINDLINE_DATA", "var"), help="the data folder")


def run(args: argparse.Namespace) -> int:
    """Needs Django awake as the worker."""
    from kindline.services.hotline.replay import replay

    decisions, differences = replay()
    for difference in differences:
        print(f"replay: decision {difference.decision} differs in {difference.column}")
    print(f"replay: decisions={decisions} differences={len(differences)}")
    return 1 if differences else 0
