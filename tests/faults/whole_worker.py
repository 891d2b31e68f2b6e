"""`./kindline worker` in a world whose names are recorded: `python -m tests.faults.whole_worker`."""

import sys
from argparse import Namespace
from pathlib import Path

import django
from django.conf import settings

ZONES = Path(__file__).parents[2] / "examples" / "zones"


def main() -> int:
    django.setup()
    from kindline.faces.cli.commands import worker
    from kindline.provenance.resolver import ZoneResolver
    from kindline.services.hotline import world

    world.resolver = lambda: ZoneResolver(ZONES / "before.zone")
    return worker.run(Namespace(data=str(settings.DATA_DIR)))


if __name__ == "__main__":
    sys.exit(main())
