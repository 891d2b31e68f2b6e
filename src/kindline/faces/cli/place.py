"""Choosing the place and the face of this process from the command line, before Django wakes up."""

import argparse
import os

from kindline.settings.faces import FACES


def arguments(parser: argparse.ArgumentParser, *, face: bool = False) -> None:
    """The options every command with a data folder has."""
    parser.add_argument("--data", default=os.environ.get("KINDLINE_DATA", "var"), help="the data folder")
    if face:
        parser.add_argument("--face", required=True, choices=sorted(set(FACES) - {"all"}))


def wake(data: str, *, face: str) -> None:
    """Start Django as this face of the installation in `data`; nobody but us reads what this process writes."""
    os.environ["KINDLINE_DATA"] = os.path.abspath(data)
    os.environ["KINDLINE_FACE"] = face
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kindline.settings.embedded")
    os.umask(0o077)
    import django
    from django.conf import settings

    from kindline.kernel.hardening import forbid_core_dumps
    from kindline.kernel.socket_watch import watch_if_asked

    forbid_core_dumps()
    django.setup()
    watch_if_asked(place=settings.PLACE, face=settings.FACE.name)
