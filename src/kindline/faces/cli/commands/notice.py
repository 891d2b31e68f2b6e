"""`./kindline notice sample`: every letter of every route in every language, to be looked at before one leaves."""

import argparse
import json
import statistics
import tempfile
from pathlib import Path

from kindline.faces.cli import place

HELP = "Show what leaves: for every route and language the letter as text and PDF, its XARF file and its sealed mail"
ALL = "ALL"


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    sample = verbs.add_parser("sample", help="no installation and no database is needed")
    sample.add_argument("--out", type=Path, required=True, metavar="DIR")
    sample.add_argument("--mandate", default=ALL, help="a shipped mandate or a file; default: every shipped one")
    sample.add_argument("--json", action="store_true", help="the list of what was written as JSON on stdout")


def run(args: argparse.Namespace) -> int:
    place.wake(tempfile.gettempdir(), face="worker")  # no data is touched: only our own names are read
    from kindline.faces.cli.commands.routes import mandate_of, shipped
    from kindline.faces.cli.sampling import Sampler

    mandates = [mandate_of(name) for name in (shipped() if args.mandate == ALL else [args.mandate])]
    sampler = Sampler(args.out)
    rows = [row for mandate in mandates for row in sampler.write(mandate)]
    if args.json:
        print(json.dumps(rows, indent=1))
    else:
        _tell(rows, args.out, 1000 * statistics.median(sampler.pdf_seconds or [0.0]))
    return 0


def _tell(rows: list[dict], out: Path, pdf_ms: float) -> None:
    silent = [row for row in rows if not row["letters"]]
    for row in silent:
        print(f"{row['mandate']} {row['route']}: no letter; it goes on by: {', '.join(row['steps'])}")
    files = [path.name for path in out.iterdir()]
    counts = {kind: sum(name.endswith(kind) for name in files) for kind in (".txt", ".pdf", ".xarf.json", ".eml")}
    print(
        f"notice sample: routes={len(rows)} without_letter={len(silent)} txt={counts['.txt']} pdf={counts['.pdf']} "
        f"xarf={counts['.xarf.json']} eml={counts['.eml']} pdf_ms={pdf_ms:.0f}"
    )
    print(f"open a mail: openssl cms -decrypt -in FILE.eml -recip {out}/demo.cert.pem -inkey {out}/demo.key.pem")
    print(f"then check it: openssl cms -verify -in OPENED -CAfile {out}/hotline.cert.pem")
