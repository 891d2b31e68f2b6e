"""A private PostgreSQL for the length of one command: `python tests/postgres.py COMMAND …`.

Its data and its socket lie in a temporary folder; nothing listens on the network and nothing stays behind.
The command finds it through KINDLINE_TEST_ENGINE=postgres and KINDLINE_PG_HOST, _PORT and _USER.
"""

import os
import subprocess
import sys
from functools import partial

from kindline.faces.bench.measuring import postgres
from kindline.faces.cli.machine import postgresql

# Durability is tested on real processes; here every commit may be lost with the temporary folder.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")
server = partial(postgres.server, settings=QUICK)


def main(command: list[str]) -> int:
    programs = postgresql()
    if programs is None:
        print("SKIPPED: db on PostgreSQL: no server on this machine (apt install postgresql)", flush=True)
        return 1 if os.environ.get("CI") == "true" else 0
    with server(programs) as address:
        environment = {**os.environ, "KINDLINE_TEST_ENGINE": "postgres", **address}
        return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
