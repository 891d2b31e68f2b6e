"""`./kindline checklist`: what a face must find before it serves in earnest, line by line."""

import argparse
import os

from kindline.faces.cli import place

HELP = "Whether a face may start as a server: keys, hosts, addresses, mail, its database role, no demonstration"


def arguments(parser: argparse.ArgumentParser) -> None:
    place.arguments(parser, face=True)


def run(args: argparse.Namespace) -> int:
    from kindline.faces.cli import checklist

    os.environ["DJANGO_SETTINGS_MODULE"] = checklist.SERVER
    place.wake(args.data, face=args.face)
    found = checklist.lines()
    for line in found:
        print(f"{'✗' if line.wrong else '✓'} {line.name}{': ' if line.wrong else ''}{line.wrong}")
    wrong = sum(bool(line.wrong) for line in found)
    print(f"checklist: face={args.face} lines={len(found)} wrong={wrong}")
    return 1 if wrong else 0
