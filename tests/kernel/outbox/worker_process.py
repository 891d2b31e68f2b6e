"""A worker of its own: `python worker_process.py DATABASE WORKER LEASE_SECONDS [START_FILE]`.

Prints how many attempts it made. It opens letters as they are: sealing is not the question here.
"""

import sys
import time
from pathlib import Path

import django
from django.db import connections


def main(database: str, worker: str, lease: str, start: str = "") -> None:
    django.setup()
    connections["core"].settings_dict["NAME"] = database
    from kindline.channels.mail.carrier import Mail
    from kindline.kernel import clock
    from kindline.kernel.outbox import channels
    from kindline.kernel.outbox.carrying import carry_due
    from kindline.sealing.certificate import self_signed

    key = self_signed("Hotline (test)", "notices@hotline.example", first=clock.today(), days=30)
    channels.register("mail", Mail(opener=lambda body: body, signer=lambda: key))
    connections["core"].ensure_connection()
    if start:
        print("ready", flush=True)
        while not Path(start).exists():
            time.sleep(0.002)
    print(carry_due(worker=worker, limit=1000, lease_seconds=int(lease)))


main(*sys.argv[1:])
