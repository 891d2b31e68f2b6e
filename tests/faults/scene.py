"""One installation and everybody around it. What may die runs in processes; the others speak through this test."""

import email
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections

from kindline.kernel.audit.verifying import problems
from kindline.kernel.directory.models import Provider
from kindline.kernel.outbox.claiming import free_leases
from kindline.kernel.outbox.models import Parcel
from kindline.sealing.receipt import ReceiptCode
from kindline.services.hotline import handover, mailbox, task_decisions
from kindline.services.hotline.models import Address, Dossier, Notice, Report, Task
from tests.channels.mail_server import MailServer
from tests.installation import Installation
from tests.services.hotline.conftest import Play

ROOT = Path(__file__).parents[2]
DUTY = ["mail:duty@hotline.example"]
KILLED = -9


@contextmanager
def at_home(data: Path) -> Iterator[None]:
    """This process looks at the databases of that folder, as the portal or the desk beside a worker would."""
    before = {alias: connections[alias].settings_dict["NAME"] for alias in ("intake", "core")}
    _look_at({alias: data / f"{alias}.sqlite3" for alias in before})
    try:
        yield
    finally:
        _look_at(before)


def _look_at(names: dict[str, Any]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


class Nursery:
    """Where workers are born, each a process of its own, from one that is awake already."""

    def __init__(self) -> None:
        program = [sys.executable, "-m", "tests.faults.worker"]
        face = {"DJANGO_SETTINGS_MODULE": "kindline.settings.testing", "KINDLINE_FACE": "worker"}
        source = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        self._process = subprocess.Popen(
            program, env=os.environ | face | source, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, **wishes: Any) -> dict[str, int]:
        assert self._process.stdin and self._process.stdout
        print(json.dumps(wishes), file=self._process.stdin, flush=True)
        return dict(json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        self._process.communicate(timeout=30)


class Scene:
    """Reporters with their codes, the police with what they fetched, a mail server, and processes to kill."""

    def __init__(self, installation: Installation, mail: MailServer, mail_port: int, nursery: "Nursery") -> None:
        self.installation, self.mail, self.mail_port, self.nursery = installation, mail, mail_port, nursery
        self.data, self.keys = installation.data, installation.keys
        self.play = Play(installation)
        self.codes: list[ReceiptCode] = []

    def file(self, *addresses: str, danger: str = "now") -> None:
        """A report that was acknowledged: its reporter holds the code."""
        self.codes.append(self.play.file(*addresses, danger=danger))

    def portal(self, wish: str, *, kill_at: str = "") -> int:
        """Let a portal hand out what waits ("fetch") or take a signed file; how it ended."""
        return self.worker(kill_at=kill_at, portal=wish)

    def worker(self, *, kill_at: str = "", rounds: int = 3, portal: str = "", **settings: Any) -> int:
        """Run a worker for some rounds; how it ended. If it was killed, its leases are known to be free."""
        places = {"DATA_DIR": str(self.data), "KEYS_DIR": str(self.keys)}
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": self.mail_port, "DUTY_LADDER": DUTY}
        ended = self.nursery.run(
            kill_at=kill_at,
            rounds=rounds,
            portal=portal,
            settings=places | mail | settings,
            databases={alias: str(self.data / f"{alias}.sqlite3") for alias in ("intake", "core")},
        )
        if ended["code"] == KILLED:
            held = Parcel.objects.filter(lease_by__endswith=f":{ended['pid']}").values_list("lease_by", flat=True)
            free_leases(list(held))
        return int(ended["code"])

    def confirm_mailboxes(self) -> None:
        """The operator called every provider that waits for it."""
        for task in Task.objects.filter(kind="confirm_mailbox", done_at=None):
            task_decisions.decide(task, decision="confirmed", reason="called them", by="user:operator")

    def to_the_end(self) -> None:
        """Everybody does what is theirs until nothing is left to do but wait for the provider."""
        self.worker()
        self.play.judge()
        self.worker()
        self.confirm_mailboxes()
        self.worker()

    def lost(self) -> int:
        """Acknowledged reports that their reporter, the desk or the police cannot find, or that are not routed."""
        envelopes = self._envelopes_handed_over()
        found = 0
        for code in self.codes:
            box = mailbox.find(code.display())
            pk = box.report.pk if box else None
            sent = {row.sha256 for row in box.report.envelopes.all()} if box else {None}
            whole = sent <= set(envelopes) and Report.objects.filter(pk=pk, state="acknowledged").exists()
            routed = set(Address.objects.filter(report=pk).values_list("state", flat=True)) == {"routed"}
            found += bool(whole and routed)
        return len(self.codes) - found

    def doubled(self) -> int:
        """What a receiver met twice who tells parcels by their number: envelopes, dossiers, notices, calls, reports."""
        doubles = sum(count - 1 for count in self._envelopes_handed_over().values())
        doubles += Dossier.objects.count() - Dossier.objects.values("address").distinct().count()
        doubles += Report.objects.count() - len(self.codes)
        letters = Counter(self._letters().values())
        doubles += sum(count - 1 for count in letters.values())
        return doubles + Notice.objects.count() - Provider.objects.count()

    def rings_and_notices(self) -> tuple[int, int]:
        """Letters that reached the duty officer and providers, each number once."""
        to = Counter(recipient for recipient, *_ in self._letters().values())
        return to["duty@hotline.example"], sum(to.values()) - to["duty@hotline.example"]

    def _letters(self) -> dict[str, tuple[str, str, str]]:
        read = [(to, email.message_from_bytes(content)) for to, content in self.mail.arrived]
        # Signed anew at every try: what tells letters apart is what they say.
        return {str(m["Message-ID"]): (to, str(m["Subject"]), m.get_payload()[0].as_string()) for to, m in read}

    def _envelopes_handed_over(self) -> Counter[str]:
        parcels = Parcel.objects.filter(recipient="authority:federal-police", kind__in=("handover", "addition"))
        bundle = handover.bundle(list(parcels), authority="federal-police", by="officer")
        opened = self.play.police.open(bundle)
        return Counter(envelope for parcel in opened for _, _, envelope, _ in parcel["contents"])

    def log_problems(self) -> list[str]:
        return list(problems())
