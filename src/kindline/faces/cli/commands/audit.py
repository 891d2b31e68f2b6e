"""`./kindline audit verify`: is the record as it was written?"""

import argparse
from pathlib import Path

from kindline.faces.cli import place

HELP = "Verify the log: every row, its order, its end, and a witness's checkpoint"


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    verify = verbs.add_parser("verify", help="exits 1 and names the entry that was changed, removed or cut off")
    place.arguments(verify)
    verify.add_argument("--checkpoint", help="a witness's copy; without it those in DATA/outside are found")


def run(args: argparse.Namespace) -> int:
    place.wake(args.data, face="worker")
    from kindline.kernel.audit.models import Entry
    from kindline.kernel.audit.verifying import problems
    from kindline.services.hotline.witnessing import heads

    witnessed, answered = _witnessed(Path(args.data), args.checkpoint), list(heads())
    found = list(problems(witnessed, answered))
    for problem in found:
        print(f"audit: {problem}")
    print(
        f"audit: entries={Entry.objects.count()} checkpoints_witnessed={len(witnessed)} answers={len(answered)} "
        f"problems={len(found)}"
    )
    return 1 if found else 0


def _witnessed(data: Path, given: str | None) -> list[str]:
    if given:
        return [Path(given).read_text()]
    return [path.read_text() for path in sorted((data / "outside" / "checkpoints").glob("*"))]
