"""`./kindline api`: what partners' systems read about us."""

import argparse
import os
import sys

HELP = "Print the OpenAPI document of the partners' API: schema"


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("schema", help="the OpenAPI 3.1 document, sorted; needs no installation and no database")


def run(args: argparse.Namespace) -> int:
    os.environ["KINDLINE_FACE"] = "api"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kindline.settings.embedded")
    import django

    django.setup()
    from kindline.faces.api.assembled import openapi

    sys.stdout.buffer.write(openapi())
    return 0
