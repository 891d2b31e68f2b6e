"""`./kindline binder`: the trust binder, printed: each standard, what the system shows, what a person stated."""

import argparse
import subprocess
import sys

from kindline.faces.cli import ROOT, place
from kindline.faces.cli.steps import environment

HELP = "The trust binder: what standards ask, evidence from this installation, statements; --run-tests first"
LANGUAGES = ("nl", "fr", "de", "en")


def arguments(parser: argparse.ArgumentParser) -> None:
    place.arguments(parser)
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument(
        "--run-tests", action="store_true", help="run the tests that are named as evidence, and note it"
    )


def run(args: argparse.Namespace) -> int:
    place.wake(args.data, face="desk")
    from django.utils import translation

    from kindline.kernel.binder import reading, showing

    if args.run_tests:
        _run_tests(reading.standards(), showing)
    said = showing.newest()
    with translation.override(args.language):
        for one in reading.standards():
            print(f"\n# {one.title.get(args.language, one.id)}\n{one.source} ({one.seen})")
            for asked in one.requirements:
                _print(asked, said.get((one.id, asked.id)), args.language, showing)
    return 0


def _print(asked, statement, language: str, showing) -> None:
    from django.utils.translation import gettext as _

    print(f"\n## {asked.head.get(language, asked.id)}")
    print(asked.text or _("The text of this requirement has not been imported."))
    for evidence in asked.evidence:
        shown = showing.show(evidence)
        words = _(shown.words) % shown.facts if shown.facts else _(shown.words)
        mark = {True: "✓", False: "✗", None: "·"}[shown.holds]
        print(f"  {mark} {evidence.name}: {words}" + (f" ({shown.at:%Y-%m-%d %H:%M})" if shown.at else ""))
    if statement:
        print(f"  {statement.at:%Y-%m-%d} {statement.by}: {statement.text} → {statement.review_on}")


def _run_tests(standards, showing) -> None:
    """Run each named test by itself and keep whether it passed; on a machine without tests nothing is noted."""
    named = {
        found.name
        for one in standards
        for asked in one.requirements
        for found in asked.evidence
        if found.kind == "test"
    }
    here = sorted(name for name in named if (ROOT / name.partition("::")[0]).exists())
    passed = {}
    for name in here:
        command = [sys.executable, "-m", "pytest", "-q", name]
        env = environment()
        env.pop("KINDLINE_DATA", None)
        passed[name] = subprocess.run(command, cwd=ROOT, env=env, capture_output=True).returncode == 0
        print(f"{'✓' if passed[name] else '✗'} {name}", file=sys.stderr, flush=True)
    showing.keep(passed)
