"""`./kindline mailroom`: the door for answers by mail, for the organisation's own mail server to deliver to."""

import argparse
import signal

from kindline.faces.cli import checklist, place

HELP = "Take answers and bounces by mail (LMTP or SMTP) from the organisation's own mail server"


def arguments(parser: argparse.ArgumentParser) -> None:
    place.arguments(parser)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)


def run(args: argparse.Namespace) -> int:
    stops = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    if not checklist.ready(args.data, face="mailroom"):
        return 1
    place.wake(args.data, face="mailroom")
    from kindline.channels.mail.arriving import listen

    door = listen(args.host, args.port)
    signal.sigwait(stops)
    door.stop()
    return 0
