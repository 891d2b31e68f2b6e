"""`./kindline locate review`: what the pack and rules now in use would decide otherwise; `--approve` decides it."""

import argparse
import os
import sys

HELP = "List the decisions that the pack and ruleset in use would change; --approve --by NAME carries them out"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", default=os.environ.get("KINDLINE_DATA", "var"), help="the data folder")
    parser.add_argument("--approve", action="store_true", help="decide anew what the list says")
    parser.add_argument("--by", metavar="NAME", help="the supervisor who approves")


def run(args: argparse.Namespace) -> int:
    """Needs Django awake as the worker."""
    from kindline.services.hotline import reviewing

    if args.approve:
        try:
            done = reviewing.approve(by=args.by or "")
        except reviewing.NotASupervisor:
            print("kindline locate: --by names no supervisor of this installation", file=sys.stderr)
            return 2
        print(f"review: approved={done.approved} left={done.left}")
        return 0
    changes = reviewing.waiting()
    for change in changes:
        print(f"decision {change.decision} address {change.address}: {change.before} -> {change.after}")
    print(f"review: decisions_changed={len(changes)}: listed only, none was changed")
    return 0
