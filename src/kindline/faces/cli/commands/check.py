"""`./kindline check`: what must hold before every commit, in under a minute."""

import argparse
import time

from kindline.faces.cli.steps import Step, perform_all

HELP = "format, lint, types, import contracts, translations and the quick tests"
QUICK = "not slow and not browser and not db and not faults"
TRANSLATIONS = "tests/test_catalogues.py"
STATIC = (
    Step("format", "ruff", ("format", "--check", ".")),
    Step("lint", "ruff", ("check", ".")),
    Step("import contracts", "lint-imports", ()),
    Step("types", "mypy", ("--no-error-summary",)),
    Step("translations", "python", ("-m", "pytest", "-q", TRANSLATIONS)),
)
TESTS = Step("quick tests", "python", ("-m", "pytest", "-m", QUICK, "-q", "-x", "-n2", "--ignore", TRANSLATIONS))


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--static", action="store_true", help="without the quick tests")


def run(args: argparse.Namespace) -> int:
    start = time.monotonic()
    # The quick tests use both cores by themselves: they come after the rest, not beside it.
    passed = perform_all(STATIC)
    if not args.static:
        passed = perform_all([TESTS]) and passed
    print(f"{'all good' if passed else 'not yet'}, {time.monotonic() - start:.0f} s")
    return 0 if passed else 1
