"""`./kindline serve`: one face over HTTP, by granian."""

import argparse
import os
import sys

from kindline.faces.cli import place

HELP = "Serve one face (site, desk or portal) over HTTP"
# Two threads: one works while the other waits for the disk. On two cores a second process took a fifth more reports
# (543/s for 460/s at 16 clients) and no more pages, for 55 MB and a longer tail: not worth it there.
THREADS = {"site": 2, "desk": 4, "portal": 2}


def arguments(parser: argparse.ArgumentParser) -> None:
    place.arguments(parser, face=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--processes", type=int, default=1)


def run(args: argparse.Namespace) -> int:
    os.environ["KINDLINE_DATA"] = os.path.abspath(args.data)
    os.environ["KINDLINE_FACE"] = args.face
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kindline.settings.embedded")
    if args.face == "worker":
        from kindline.faces.cli.commands import worker

        return worker.run(args)
    os.execv(sys.executable, [sys.executable, "-m", "granian", *_options(args), "kindline.faces.wsgi:application"])


def _options(args: argparse.Namespace) -> list[str]:
    return [
        "--interface", "wsgi", "--host", args.host, "--port", str(args.port), "--workers", str(args.processes),
        "--blocking-threads", str(THREADS[args.face]), "--backpressure", "512", "--http", "1", "--no-ws",
        "--log-level", "warning", "--no-access-log",
    ]  # fmt: skip
