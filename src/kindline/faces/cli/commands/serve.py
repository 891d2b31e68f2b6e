"""`./kindline serve`: one face over HTTP, by granian."""

import argparse
import os
import sys

from kindline.faces.cli import checklist, place

HELP = "Serve one face (site, desk, portal or api) over HTTP, or the mailroom over LMTP and SMTP"
# So many requests at once: each thread only waits, for a body or for one of the few that work (faces.ui.waiting_room).
# The server would warn at every start that these are more threads than cores; hence its log begins at `error`.
AT_ONCE = "512"
# These answer no HTTP.
ALONE = ("worker", "mailroom")


def arguments(parser: argparse.ArgumentParser) -> None:
    place.arguments(parser, face=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--processes", type=int, default=1)


def run(args: argparse.Namespace) -> int:
    os.environ["KINDLINE_DATA"] = os.path.abspath(args.data)
    os.environ["KINDLINE_FACE"] = args.face
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kindline.settings.embedded")
    if args.face not in ALONE:
        if not checklist.ready(args.data, face=args.face):
            return 1
        os.execv(sys.executable, [sys.executable, "-m", "granian", *_options(args), "kindline.faces.wsgi:application"])
    from kindline.faces.cli.commands import mailroom, worker

    return (mailroom if args.face == "mailroom" else worker).run(args)


def _options(args: argparse.Namespace) -> list[str]:
    return [
        "--interface", "wsgi", "--host", args.host, "--port", str(args.port), "--workers", str(args.processes),
        "--blocking-threads", AT_ONCE, "--backpressure", AT_ONCE, "--http", "1", "--no-ws",
        "--log-level", "error", "--no-access-log",
    ]  # fmt: skip
