"""`bench missing`: the line with many years behind it, and a night in which a whole country looks for one child.

The real desk, site and worker on a disk, a real mail server on loopback that is the police's mailbox. What is old is
rows with nothing sealed in them; what is opened and written is real. No peer publishes figures for this.
"""

import argparse
import json
import os
import re
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from kindline.faces.bench.measuring import machine, processes
from kindline.faces.bench.measuring.entering import enter
from kindline.faces.bench.measuring.rounds import percentile
from kindline.faces.outside.browser import Browser
from kindline.faces.outside.stage import Stage, free_ports
from kindline.faces.police import clock
from kindline.sealing.certificate import self_signed

HELP = (
    "Milliseconds of the line's pages over many files and contacts; sightings a second, and when the police have them"
)
AIMS = {"p95_ms": 100, "lost": 0, "median_forward_s": 5}
MAILBOX = "duty@police.example"
REAL_FILES, PORTION, ROUND = 40, 20_000, 0.25
TELEPHONE = "04700{:05}"
WORDS = "A child in a yellow coat was seen at stop {}, going towards the station."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--files", type=int, default=200_000)
    parser.add_argument("--contacts", type=int, default=2_000_000)
    parser.add_argument("--users", type=int, default=10, help="counsellors at once")
    parser.add_argument("--think", type=float, default=1.0, help="seconds between a page and the next")
    parser.add_argument("--seconds", type=int, default=60, help="of the pages")
    parser.add_argument("--rate", type=float, default=20, help="sightings a second on the public form")
    parser.add_argument("--pressure", type=int, default=300, help="seconds of them")
    parser.add_argument("--json", metavar="FILE", help="write JSON here; - is standard output")
    parser.add_argument("--folder", type=Path, default=Path("var"), help="where the scratch installation is made")


def run(args: argparse.Namespace) -> int:
    args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=args.folder) as scratch:
        rows, faults = measure(Path(scratch).absolute(), args)
    facts = machine.facts(args.folder) | {"load": os.getloadavg()[0], "think_s": args.think, "aims": AIMS}
    text = json.dumps({"machine": facts, "rows": rows, "faults": faults}, indent=1)
    if args.json and args.json != "-":
        Path(args.json).write_text(text + "\n")
    else:
        print(text)
    return 1 if faults else 0


def measure(scratch: Path, args: argparse.Namespace) -> tuple[list[dict[str, Any]], list[str]]:
    data = processes.install(scratch)
    # A demonstration may hand mail to this machine without TLS; nothing else differs.
    (data / "demo").write_text("This folder belongs to a bench.\n")
    with mail_server(scratch / "outside") as mailbox:
        certify(scratch, data)
        tell(f"{args.files} files, {args.contacts} contacts: filling")
        fill(data / "core.sqlite3", files=args.files, contacts=args.contacts)
        with (
            processes.serving(data, "desk") as desk,
            processes.serving(data, "site") as site,
            processes.serving(data, "worker"),
        ):
            cookies = [
                enter(data, port=desk.port, role="counsellor", name=f"person{n}", first="/contacts/")
                for n in range(args.users)
            ]
            files = [open_file(desk.port, cookies[0], number) for number in range(REAL_FILES)]
            tell("pages")
            milliseconds, faults = pages(desk.port, cookies, files, args)
            tell("pressure")
            before = sightings(data)
            sent = pressure(site.port, rate=args.rate, seconds=args.pressure)
            wait_until_forwarded(data, before + sent)
        rows = [timed(name, times) for name, times in sorted(milliseconds.items())]
        forwarding = forwarded(data, mailbox, rate=args.rate, seconds=args.pressure, sent=sent, before=before)
        rows += [forwarding.pop("carried"), forwarding]
        return rows, [*faults, *missed(forwarding)]


def tell(words: str) -> None:
    print(f"bench missing: {words}", file=sys.stderr, flush=True)


@contextmanager
def mail_server(folder: Path) -> Iterator[Path]:
    """The police's mailbox, as a folder of letters; the worker finds its server by the environment."""
    stage = Stage(folder)
    stage.note(ports=free_ports())
    os.environ |= {"KINDLINE_SMTP_HOST": "127.0.0.1", "KINDLINE_SMTP_PORT": str(stage.ports()["smtp"])}
    server = subprocess.Popen([sys.executable, "-m", "kindline.faces.outside.mail_server", str(folder)])
    try:
        yield stage.outside / "mail" / MAILBOX
    finally:
        server.terminate()
        server.wait(processes.PATIENCE)


def certify(scratch: Path, data: Path) -> None:
    key = self_signed("Police", MAILBOX, first=clock.now().date(), days=90, receives=True)
    (scratch / "police.pem").write_text(key.certificate.to_pem())
    processes.command("certificate", "police", scratch / "police.pem", "--data", data)


def fill(path: Path, *, files: int, contacts: int) -> None:
    """Years of ended files and contacts as rows; numbers as the counters would have given them."""
    with sqlite3.connect(path) as core:
        core.execute("PRAGMA synchronous=OFF")
        start = clock.now() - timedelta(days=3650)
        keys = [uuid4().hex for _ in range(files)]
        step = timedelta(days=3650) / max(contacts, 1)
        for first in range(0, files, PORTION):
            batch = enumerate(keys[first : first + PORTION], start=first + 1)
            core.executemany(
                INSERT_FILE, ((key, number, *moments(start, number, 3650 / files)) for number, key in batch)
            )
        for first in range(0, contacts, PORTION):
            rows = [
                (uuid4().hex, first + n + 1, start + step * (first + n)) for n in range(min(PORTION, contacts - first))
            ]
            core.executemany(
                INSERT_CONTACT, ((key, number, at, at, at, keys[number % files]) for key, number, at in rows)
            )
            core.executemany(
                "INSERT INTO contacts_tag VALUES (?, ?, ?)",
                ((uuid4().hex, secrets.token_bytes(32), key) for key, *_ in rows),
            )
        counters = [("missing_file", files), ("contact", contacts)]
        core.executemany(
            "INSERT INTO procedure_counter VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", counters
        )
    with sqlite3.connect(path) as core:
        core.execute("ANALYZE")


def moments(start: datetime, number: int, days: float) -> tuple[datetime, datetime]:
    opened = start + timedelta(days=days * number)
    return opened, opened + timedelta(days=2)


INSERT_FILE = (
    "INSERT INTO missing_file (state, id, number, kind_at_opening, kind, posture, gone_from, reach, again, children, "
    "proposed, decision, opened_at, ended_at, outcome, sealed, revision, theme) VALUES "
    "('ended', ?, ?, 'runaway', 'runaway', 'effective', '', '', 0, 1, 0, '', ?, ?, 'came_back', x'', 1, 'missing')"
)
INSERT_CONTACT = (
    "INSERT INTO contacts_contact (state, id, number, channel, caller, language, access, interpreter, kind, outcome, "
    "started_at, ended_at, entered_at, sealed, revision, about_kind, about_id, exchange, line) VALUES "
    "('ended', ?, ?, 'call', 'parent', 'nl', '', '', 'counselling', 'advised', ?, ?, ?, x'', 1, 'missing', ?, '', '')"
)


def open_file(port: int, cookie: str, number: int) -> str:
    """A real file from a real call; its address."""
    desk = Browser(processes.LOOPBACK, port, cookie=cookie)
    token = desk.get("/contacts/").hidden["csrfmiddlewaretoken"]
    desk.post("/contacts/start/", {"csrfmiddlewaretoken": token, "channel": "call"})
    page = desk.get("/contacts/").text
    contacts = re.findall(r"/contacts/[0-9a-f-]{36}/", page)
    said = {"caller": "parent", "notes": "Gone since four.", "phone": TELEPHONE.format(number), "revision": "0"}
    for contact in dict.fromkeys(contacts):
        desk.post(f"{contact}belong/", {"csrfmiddlewaretoken": token, "kind": "missing"} | said)
        found = re.search(r"/missing/[0-9a-f-]{36}/", desk.get(contact).text)
        desk.post(f"{contact}end/", {"csrfmiddlewaretoken": token, "outcome": "file"} | said | {"revision": "1"})
        if found:
            desk.close()
            return found[0]
    raise RuntimeError("no file was opened")


def pages(
    port: int, cookies: list[str], files: list[str], args: argparse.Namespace
) -> tuple[dict[str, list[float]], list[str]]:
    """Everybody looks for a caller, opens a file, writes a sighting; milliseconds by page."""
    milliseconds: dict[str, list[float]] = defaultdict(list)
    faults: list[str] = []
    machine.await_quiet()
    ends = time.perf_counter() + args.seconds

    def work(person: int) -> None:
        desk = Browser(processes.LOOPBACK, port, cookie=cookies[person])
        token = {"csrfmiddlewaretoken": desk.get("/contacts/").hidden["csrfmiddlewaretoken"]}
        turn = person
        time.sleep(args.think * person / len(cookies))
        while time.perf_counter() < ends:
            kind, file = ("type-ahead", "open file", "add sighting")[turn % 3], files[(turn * 7 + person) % len(files)]
            start = time.perf_counter()
            if kind == "type-ahead":
                answer = desk.post("/contacts/find/", token | {"q": TELEPHONE.format(turn % REAL_FILES)})
            elif kind == "open file":
                answer = desk.get(file)
            else:
                said = {"what": WORDS.format(turn), "town": "Gent", "place": "", "seen_at": "", "witness": ""}
                answer = desk.post(f"{file}sightings/", token | said)
            took = (time.perf_counter() - start) * 1000
            if answer.status in (200, 302):
                milliseconds[kind].append(took)
            else:
                faults.append(f"{kind}: {answer.status}")
            turn += 1
            time.sleep(args.think)
        desk.close()

    people = [threading.Thread(target=work, args=(person,)) for person in range(len(cookies))]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return milliseconds, faults


def pressure(port: int, *, rate: float, seconds: int) -> int:
    """So many sightings a second through the public form, whether or not the earlier ones are done; how many."""
    sent, lock = 0, threading.Lock()
    begin, each = time.perf_counter(), 1 / rate
    turns = iter(range(int(rate * seconds)))

    def work() -> None:
        nonlocal sent
        site = Browser(processes.LOOPBACK, port)
        form = site.get("/en/missing/seen")
        while True:
            with lock:
                turn = next(turns, None)
            if turn is None:
                break
            time.sleep(max(0.0, begin + turn * each - time.perf_counter()))
            said = {"what": WORDS.format(turn), "town": "Gent", "place": "", "day": "", "time": "", "reach": ""}
            answer = site.post(form.action, form.hidden | said)
            with lock:
                sent += answer.status == 200
        site.close()

    crowd = [threading.Thread(target=work) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return sent


def sightings(data: Path) -> int:
    with sqlite3.connect(data / "core.sqlite3") as core:
        return int(core.execute("SELECT count(*) FROM missing_sighting").fetchone()[0])


def wait_until_forwarded(data: Path, count: int, patience: int = 120) -> None:
    question = "SELECT count(*) FROM outbox_parcel WHERE kind = 'sighting' AND delivered_at IS NOT NULL"
    for _ in range(int(patience / ROUND)):
        with sqlite3.connect(data / "core.sqlite3") as core:
            if int(core.execute(question).fetchone()[0]) >= count:
                return
        time.sleep(ROUND)


def timed(name: str, times: list[float]) -> dict[str, Any]:
    p50, p95 = (round(percentile(times, part), 1) for part in (50, 95))
    return {"page": name, "requests": len(times), "p50_ms": p50, "p95_ms": p95}


def forwarded(data: Path, mailbox: Path, *, rate: float, seconds: int, sent: int, before: int) -> dict[str, Any]:
    """How long each took from the form to the police, and whether every one is there: by the mailbox's own letters."""
    with sqlite3.connect(data / "core.sqlite3") as core:
        moments_ = core.execute(
            "SELECT s.received_at, p.delivered_at, p.id FROM missing_sighting s "
            "JOIN outbox_parcel p ON p.subject = s.id "
            "WHERE s.channel = 'form' AND p.kind = 'sighting' AND p.delivered_at IS NOT NULL"
        ).fetchall()
        tries = core.execute(
            "SELECT t.started_at, t.finished_at FROM outbox_attempt t JOIN outbox_parcel p ON p.id = t.parcel_id "
            "WHERE p.kind = 'sighting' AND t.finished_at IS NOT NULL"
        ).fetchall()
    letters = {path.stem for path in mailbox.glob("*.eml")}
    there = [row for row in moments_ if str(UUID(row[2])) in letters]
    took = [_seconds(received, delivered) for received, delivered, _ in there]
    return {
        "page": "pressure",
        "rate_per_s": rate,
        "seconds": seconds,
        "sent": sent,
        "in_the_police_mailbox": len(there),
        "lost": sent - len(there),
        "median_forward_s": round(percentile(took, 50), 2) if took else None,
        "p95_forward_s": round(percentile(took, 95), 2) if took else None,
        "carried": timed("forward", [_seconds(*one) * 1000 for one in tries]),
    }


def _seconds(one: str, other: str) -> float:
    return (datetime.fromisoformat(other) - datetime.fromisoformat(one)).total_seconds()


def missed(pressed: dict[str, Any]) -> Iterator[str]:
    """Only what is lost is a fault; a page slower than aimed is a figure."""
    if pressed["lost"]:
        yield f"{pressed['lost']} sightings are not in the police's mailbox"
