"""`./kindline register`: the record of processing and the impact assessment, printed from the field register."""

import argparse

from kindline.faces.cli import place

HELP = "Print the Art. 30 record or the DPIA from the field register; check names fields that it lacks"
LANGUAGES = ("nl", "fr", "de", "en")


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, words in (("art30", "the record of processing, as Markdown"), ("dpia", "the impact assessment")):
        document = verbs.add_parser(name, help=words)
        place.arguments(document)
        document.add_argument("--language", choices=LANGUAGES, default="en")
    place.arguments(verbs.add_parser("check", help="exits 1 and prints entries to be filled in"))


def run(args: argparse.Namespace) -> int:
    place.wake(args.data, face="all")
    from kindline.kernel.register import fields, printing

    if args.verb == "check":
        lacking = fields.missing()
        print(lacking or f"register: fields={len(fields.existing())} all registered")
        return 1 if lacking else 0
    print({"art30": printing.art30, "dpia": printing.dpia}[args.verb](args.language), end="")
    return 0
