"""`./kindline steal`: the thief who takes the data folder of a demonstration, and finds nothing."""

import argparse
import sys
import tempfile
from pathlib import Path

HELP = "Play the thief: search every byte of the data folder for everything that was reported"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=Path("var/demo"), help="the demonstration's folder")
    parser.add_argument("--with-keys", action="store_true", help="he has the platform's keys too (DATA.keys)")
    parser.add_argument("--plant", action="store_true", help="hide one in a copy; exits 0 if just that is found")


def run(args: argparse.Namespace) -> int:
    from kindline.faces.outside.stage import NotADemonstration, Stage
    from kindline.faces.outside.thief.planting import plant
    from kindline.faces.outside.thief.stealing import steal

    stage = Stage(args.data.absolute())
    try:
        stage.ports()
    except NotADemonstration as error:
        print(f"kindline steal: {error}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="kindline-steal-") as scratch:
        robbed = plant(stage, Path(scratch)) if args.plant else stage
        haul = steal(robbed, known=stage, with_keys=args.with_keys)
    for where, secret in haul.found:
        if secret in haul.distinct:
            print(f"steal: found one {secret.kind} in {where}")
    if args.with_keys:
        print(f"steal: opened={haul.opened} with the platform's keys: released addresses, notices, letters, questions")
    print(haul.text())
    expected = 1 if args.plant else 0
    return 0 if len(haul.distinct) == expected else 1
