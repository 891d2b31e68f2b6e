"""`./kindline manage`: Django's own commands, for a face and a place."""

import argparse
import os

from kindline.settings.faces import FACES

HELP = "Django's own commands, such as migrate, for one face and place"
PASSES_ON = True
PLACES = ("embedded", "server", "testing")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--face", choices=sorted(FACES), default=os.environ.get("KINDLINE_FACE", "all"))
    parser.add_argument("--place", choices=PLACES, help="default: DJANGO_SETTINGS_MODULE, else embedded")
    parser.add_argument("--data", help="the data folder")


def run(args: argparse.Namespace) -> int:
    os.environ["KINDLINE_FACE"] = args.face
    if args.data:
        os.environ["KINDLINE_DATA"] = args.data
    if args.place:
        os.environ["DJANGO_SETTINGS_MODULE"] = f"kindline.settings.{args.place}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kindline.settings.embedded")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["./kindline manage", *args.rest])
    return 0
