"""Filling an installation with reports that look lived in: written by the database itself, as fast as it can.

Nothing here opens: envelopes repeat one that was really sealed, released addresses are not needed by what is measured.
`backlog` of them stand somewhere on their way and `POOL` wait for a verdict, whatever the size: twenty people have as
much before them after one year as after ten. All others are closed.
"""

import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

from kindline.faces.bench.measuring.filler import Filler
from kindline.sealing.envelope import Purpose, seal
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey

POOL = 1000
DAYS = 1095
ID = "lower(hex(randomblob(16)))"
HASH = "lower(hex(randomblob(32)))"


def fill(data: Path, *, reports: int, backlog: int, envelope: bytes, now: datetime) -> None:
    """`reports` reports in both databases, the latest received in the present hour."""
    core = Filler(data / "core.sqlite3")
    core.database.execute("CREATE TEMP TABLE plan (i INTEGER PRIMARY KEY, id TEXT, hour TEXT, stand TEXT)")
    core.database.execute(_PLAN, {"n": reports, "now": _stored(now), "live": backlog})
    for step in (_reports, _addresses, _moves, _clocks, _parcels, _decisions, _notices, _tasks):
        step(core)
    given = core.database.execute("SELECT id, hour, i FROM plan").fetchall()
    core.done()
    _intake(data / "intake.sqlite3", given, envelope)


def _stored(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:00:00")


# Where each report stands: the last POOL wait for a verdict, some before them are spread over the way, others ended.
_PLAN = f"""
WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < :n)
INSERT INTO plan SELECT i, {ID},
    strftime('%Y-%m-%d %H:00:00', :now, printf('-%d hours', (:n - i) * {DAYS} * 24 / :n)),
    CASE WHEN i > :n - {POOL} THEN 'acknowledged'
         WHEN i > :n - {POOL} - :live THEN
             trim(substr('handed_over  handed_over  acknowledged acknowledged awaiting     awaiting     '
                    || 'held         released     routed       watching     ', 1 + (i % 10) * 13, 13))
         ELSE 'closed' END
FROM number
"""
_STATES = "CASE stand WHEN 'handed_over' THEN 'sealed' WHEN 'awaiting' THEN 'awaiting_release' ELSE stand END"
_OPEN = "stand <> 'closed'"
_SEALED = "stand = 'handed_over'"
_ABUSE = "(i % 5 < 2 OR stand IN ('awaiting', 'held', 'released', 'routed', 'watching'))"


def _reports(core: Filler) -> None:
    core.insert(
        "hotline_report",
        {
            "id": "id",
            "number": "i",
            "mandate": "'relay-be-2002'",
            "language": "substr('nlnlnlfrfrde', 1 + (i % 6) * 2, 2)",
            "channel": "'public form'",
            "seen": "CASE i % 9 WHEN 0 THEN 'forum' WHEN 1 THEN 'host' WHEN 2 THEN 'messenger' ELSE 'web' END",
            "urgent": "i % 97 = 0",
            "address_count": "1 + (i % 10 < 3)",
            "received_hour": "hour",
            "state": f"CASE WHEN {_SEALED} THEN 'handed_over' WHEN {_OPEN} THEN 'acknowledged' ELSE 'closed' END",
            "handed_over_at": "after(hour, 0.3)",
            "acknowledged_at": f"CASE WHEN {_SEALED} THEN NULL ELSE after(hour, 3 + i % 30) END",
            "closed_at": f"CASE WHEN {_OPEN} THEN NULL ELSE after(hour, 200 + i % 300) END",
        },
        "FROM plan",
    )
    core.database.execute(
        "INSERT OR REPLACE INTO procedure_counter (series, value) SELECT 'report', count(*) FROM plan"
    )


def _addresses(core: Filler) -> None:
    core.database.execute(
        "CREATE TEMP TABLE held AS SELECT "
        f"{ID} AS id, plan.id AS report, 1 + two AS ordinal, i, hour, stand "
        "FROM plan, (SELECT 0 AS two UNION SELECT 1) WHERE two = 0 OR i % 10 < 3"
    )
    judged = f"CASE WHEN stand IN ('handed_over', 'acknowledged') THEN %s ELSE %s END"  # noqa: F541
    core.insert(
        "hotline_address",
        {
            "id": "id",
            "report_id": "report",
            "ordinal": "ordinal",
            "envelope": HASH,
            "state": _STATES,
            "verdict": judged % ("''", f"CASE WHEN {_ABUSE} THEN 'abuse_material' ELSE 'not_illegal' END"),
            "classification": judged % ("''", f"CASE WHEN {_ABUSE} THEN 'baseline' ELSE '' END"),
            "instruction": "CASE WHEN stand = 'held' THEN 'hold' ELSE 'wait' END",
            "outcome": f"CASE WHEN {_OPEN} THEN '' WHEN {_ABUSE} THEN 'removed_stated' ELSE 'not_illegal' END",
            "judged_at": judged % ("NULL", "after(hour, 20 + i % 100)"),
            "released_at": f"CASE WHEN {_ABUSE} AND stand NOT IN ('awaiting', 'held') "
            "AND stand NOT IN ('handed_over', 'acknowledged') THEN after(hour, 60 + i % 90) END",
            "removed_at": f"CASE WHEN NOT {_OPEN} AND {_ABUSE} THEN after(hour, 200 + i % 250) END",
        },
        "FROM held",
    )
    # One in five comes again some times; one in two thousand is the same address everywhere.
    tag = (
        "CASE WHEN i % 2000 = 7 THEN CAST(printf('%032d', 0) AS BLOB) "
        "WHEN i % 5 = 1 THEN CAST(printf('%032d', 1 + abs(random()) % (1 + (SELECT count(*) FROM plan) / 20)) AS BLOB) "
        "ELSE randomblob(32) END"
    )
    core.insert(
        "hotline_blindtag", {"address_id": "id", "epoch": "'1'", "canon_version": "'whatwg-1'", "tag": tag}, "FROM held"
    )


def _moves(core: Filler) -> None:
    """Events as the way leaves them: three of a report, two of an address, six of one that was released."""
    report = (("hand_over", "received", "handed_over", 0.3), ("acknowledge", "handed_over", "acknowledged", 3))
    for verb, source, target, hours in report:
        past = "" if verb == "hand_over" else f"WHERE NOT {_SEALED}"
        _move(core, "report", "id", verb, source, target, hours, f"FROM plan {past}")
    _move(core, "report", "id", "close", "acknowledged", "closed", 300, f"FROM plan WHERE NOT {_OPEN}")
    _move(core, "address", "id", "acknowledge", "sealed", "acknowledged", 3, f"FROM held WHERE NOT {_SEALED}")
    ended = f"FROM held WHERE NOT {_OPEN}"
    _move(core, "address", "id", "dismiss", "acknowledged", "closed", 50, f"{ended} AND NOT {_ABUSE}")
    way = ("acknowledged", "awaiting_release", "released", "routed", "watching", "closed")
    for number, verb in enumerate(("judge", "release", "route", "watch", "close")):
        _move(core, "address", "id", verb, way[number], way[number + 1], 30 + 30 * number, f"{ended} AND {_ABUSE}")


def _move(core: Filler, noun: str, key: str, verb: str, source: str, target: str, hours: float, rows: str) -> None:
    core.insert(
        "procedure_event",
        {
            "id": ID,
            "procedure": f"'{noun}'",
            "noun": key,
            "verb": f"'{verb}'",
            "source": f"'{source}'",
            "target": f"'{target}'",
            "by": "'worker'",
            "facts": "'{}'",
            "occurred_at": f"after(hour, {hours})",
            "recorded_at": f"after(hour, {hours})",
        },
        rows,
    )


def _clocks(core: Filler) -> None:
    _clock(core, "handover_ack", 24, "FROM plan", met=f"CASE WHEN {_SEALED} THEN NULL ELSE after(hour, 3) END")
    _clock(core, "handover", 1, "FROM plan", met="after(hour, 0.3)")
    waits = "stand = 'acknowledged'"
    _clock(core, "verdict", 168, "FROM plan", met=f"CASE WHEN {waits} THEN NULL ELSE after(hour, 30) END")
    _clock(core, "release", 300, "FROM held WHERE stand = 'awaiting'", met="NULL")
    _clock(core, "hold_review", 800, "FROM held WHERE stand = 'held'", met="NULL")
    _clock(core, "watch", 900, "FROM held WHERE stand IN ('watching', 'routed')", met="NULL")
    _clock(core, "notice_action", 72, f"FROM held WHERE NOT {_OPEN} AND {_ABUSE}", met="after(hour, 90)")


def _clock(core: Filler, kind: str, hours: int, rows: str, *, met: str) -> None:
    due, follows = (
        f"after(hour, {hours})",
        {"handover_ack": "remind_police", "handover": "ring_duty"}.get(kind, "recheck"),
    )
    # What is over has expired: the worker of an installation that lived would have seen to it.
    expired = f"CASE WHEN {met} IS NULL AND {due} < (SELECT max(hour) FROM plan) THEN {due} END"
    core.insert(
        "procedure_deadline",
        {
            "id": ID,
            "noun": "id",
            "kind": f"'{kind}'",
            "role": "'police'",
            "follows": f"'{follows}'",
            "starts_at": "hour",
            "due_at": due,
            "met_at": met,
            "expired_at": expired,
        },
        rows,
    )


def _parcels(core: Filler) -> None:
    core.database.execute(f"CREATE TEMP TABLE sent AS SELECT {ID} AS id, id AS subject, hour, stand FROM plan")
    got = f"CASE WHEN {_SEALED} THEN %s ELSE %s END"
    core.insert(
        "outbox_parcel",
        {
            "id": "id",
            "idempotency_key": HASH,
            "kind": "'handover'",
            "subject": "subject",
            "recipient": "'authority:federal-police'",
            "channel": "'pickup'",
            "sealed_body": "randomblob(512)",
            "body_sha256": HASH,
            "group_key": "''",
            "priority": "5",
            "state": got % ("'delivered'", "'acknowledged'"),
            "attempts": "1",
            "fencing": "1",
            "next_try": "hour",
            "delivered_at": "after(hour, 0.3)",
            "acknowledged_at": got % ("NULL", "after(hour, 3)"),
            "created_at": "hour",
        },
        "FROM sent",
    )
    tried = {"id": ID, "parcel_id": "id", "fencing": "1", "by": "'officer'", "started_at": "hour", "proof": "'{}'"}
    core.insert("outbox_attempt", tried | {"outcome": "'delivered'"}, "FROM sent")
    word = {"id": ID, "parcel_id": "id", "by": "'police'", "at": "hour", "proof": "x'00'", "proof_sha256": HASH}
    core.insert("outbox_acknowledgement", word, f"FROM sent WHERE NOT {_SEALED}")


def _decisions(core: Filler) -> None:
    core.insert(
        "hotline_decision",
        {
            "id": ID,
            "address_id": "id",
            "route": "'abroad_member'",
            "place": "'abroad_member'",
            "country": "substr('NLUSDEFRRO', 1 + (i % 5) * 2, 2)",
            "steps": "'[]'",
            "reasons": "'[]'",
            "confidence": "'high'",
            "claims_sealed": "randomblob(200)",
            "decided_by": "'worker'",
            "decided_at": "after(hour, 61)",
        },
        f"FROM held WHERE stand IN ('closed', 'routed', 'watching') AND {_ABUSE}",
    )


def _notices(core: Filler) -> None:
    many = "WITH RECURSIVE p(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM p WHERE i < 300)"
    core.database.execute(f"CREATE TEMP TABLE firm AS {many} SELECT {ID} AS id, i FROM p")
    named = {"id": "id", "slug": "'firm-' || i", "name": "'Firm ' || i", "mailbox": "'abuse@firm-' || i || '.example'"}
    core.insert("directory_provider", named | {"language": "'en'", "standing": "'verified'"}, "FROM firm")
    core.database.execute(
        f"CREATE TEMP TABLE asked AS SELECT {ID} AS id, held.id AS address, held.i AS i, hour, firm.id AS firm "
        f"FROM held JOIN firm ON firm.i = 1 + held.i % 300 WHERE held.i % 50 = 0 AND ordinal = 1"
    )
    core.insert(
        "hotline_notice",
        {
            "id": "id",
            "number": "'N-' || i",
            "provider_id": "firm",
            "language": "'en'",
            "check_code": "'C'",
            "made_at": "after(hour, 62)",
            "announced_at": "after(hour, 63)",
            "state": f"CASE WHEN i > (SELECT count(*) FROM plan) * 98 / 100 THEN 'announced' ELSE 'closed' END",  # noqa: F541
        },
        "FROM asked",
    )
    line = {"id": ID, "notice_id": "id", "address_id": "address", "line": "1", "action": "'removed'"}
    core.insert("hotline_noticeitem", line, "FROM asked")


def _tasks(core: Filler) -> None:
    core.insert(
        "hotline_task",
        {
            "id": ID,
            "kind": "'route_person'",
            "role": "'supervisor'",
            "subject": "id",
            "facts": "'{}'",
            "made_at": "after(hour, 62)",
            "done_at": f"CASE WHEN {_OPEN} THEN NULL ELSE after(hour, 70) END",
            "applied_at": f"CASE WHEN {_OPEN} THEN NULL ELSE after(hour, 70) END",
            "decision": f"CASE WHEN {_OPEN} THEN '' ELSE 'police' END",
        },
        f"FROM held WHERE i % 40 = 3 AND (NOT {_OPEN} OR stand = 'routed')",
    )


def _intake(path: Path, given: list[tuple[str, str, int]], envelope: bytes) -> None:
    intake = Filler(path)
    intake.database.execute("CREATE TEMP TABLE plan (id TEXT, hour TEXT, i INTEGER)")
    intake.database.executemany("INSERT INTO plan VALUES (?, ?, ?)", given)
    intake.database.create_function("letter", 0, lambda: envelope, deterministic=True)
    report = {"id": "id", "locator": "substr(hex(randomblob(4)), 1, 8)", "mandate": "'relay-be-2002'"}
    report |= {"language": "'nl'", "channel": "'public form'", "seen": "'web'", "received_hour": "hour"}
    intake.insert("intake_report", report | {"stage": "'handed_over'", "address_count": "1"}, "FROM plan")
    sealed = {"id": ID, "report_id": "id", "purpose": "'address'", "ordinal": "1", "sha256": HASH, "sealed": "letter()"}
    intake.insert("intake_envelope", sealed | {"admitted": "1"}, "FROM plan")
    asked = {"id": ID, "report_id": "id", "written_on": "substr(hour, 1, 10)", "answered": "i % 20 <> 0"}
    intake.insert("intake_message", asked, "FROM plan WHERE i % 100 = 0")
    intake.done()


def sealed_once() -> bytes:
    """One real envelope, sealed to keys that nobody kept."""
    recipients = [SealingPrivateKey.generate().public() for _ in range(2)]
    return seal(
        b"{}",
        purpose=Purpose.ADDRESS,
        report_id=uuid4(),
        ordinal=1,
        mandate_id="relay-be-2002",
        mandate_sha256=bytes(32),
        recipients=recipients,
        day=date(2026, 1, 1),
        canon_version="whatwg-1",
        signer=SigningPrivateKey.generate(),
    ).to_bytes()


def waiting_for_a_verdict(data: Path) -> list[tuple[str, int, str]]:
    """Report, ordinal and envelope of every address that an officer can judge now."""
    query = "SELECT report_id, ordinal, envelope FROM hotline_address WHERE state = 'acknowledged' ORDER BY random()"
    with closing(sqlite3.connect(f"file:{data / 'core.sqlite3'}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


def some_to_open(data: Path, *, count: int) -> list[tuple[str, int, str]]:
    """Id and number of reports anywhere, and a notice's number: what people look for."""
    query = (
        "SELECT r.id, r.number, (SELECT number FROM hotline_notice LIMIT 1 OFFSET abs(random()) % 20) "
        "FROM hotline_report r WHERE r.number IN (SELECT abs(random()) % (SELECT max(number) FROM hotline_report) + 1 "
        "FROM hotline_report LIMIT ?)"
    )
    with closing(sqlite3.connect(f"file:{data / 'core.sqlite3'}?mode=ro", uri=True)) as database:
        return database.execute(query, [count]).fetchall()
