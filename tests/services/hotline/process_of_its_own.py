"""A process of its own: `python process_of_its_own.py WORK INTAKE CORE DATA KEYS START_FILE FIRST COUNT`.

`file` files COUNT reports numbered from FIRST and prints their codes; `admit` brings what waits and prints how many.
"""

import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.db import connections


def main(work: str, intake: str, core: str, data: str, keys: str, start: str, first: str, count: str) -> None:
    django.setup()
    connections["intake"].settings_dict["NAME"], connections["core"].settings_dict["NAME"] = intake, core
    settings.DATA_DIR, settings.KEYS_DIR = Path(data), Path(keys)
    from kindline.services.hotline import admission
    from kindline.services.hotline.filing import Filing, accept_report

    print("ready", flush=True)
    while not Path(start).exists():
        time.sleep(0.002)
    for number in range(int(first), int(first) + int(count)):
        if work == "admit":
            print(admission.admit_waiting(), flush=True)
            continue
        filing = Filing(
            danger="no", seen="web_page", addresses=(f"https://album.test/{number}",), when="", how="", account="",
            identity="", language="nl",
        )  # fmt: skip
        print(accept_report(filing, nonce=number.to_bytes(32, "big")).display(), flush=True)


main(*sys.argv[1:])
