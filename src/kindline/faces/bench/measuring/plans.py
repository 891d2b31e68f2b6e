"""What pages ask of the database: `python -m kindline.faces.bench.measuring.plans DATA FACE`.

Reads {pages, cookie} or {answers} as JSON, opens each in this process as that face, counts the statements of each
page and asks SQLite how it carries them out. A table read from end to end is named, unless it is one of the small ones.
"""

import base64
import json
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

import django

# Tables that hold one row for each person, company, key or open ring, however many reports there are.
SMALL = (
    "directory_provider",
    "people_user",
    "django_session",
    "hotline_ring",
    "mfa_authenticator",
    "procedure_counter",
)


PLACE = "kindline.settings.embedded"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


class Ear:
    """Hears every statement and its plan."""

    def __init__(self) -> None:
        self.count = 0
        self.scans: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            self.count += 1
            if not many:
                self._explain(sql, params, context["connection"])
        return execute(sql, params, many, context)

    def _explain(self, sql: str, params: Any, connection: Any) -> None:
        # On a cursor below ours: this question is not one of the page's.
        cursor = connection.create_cursor()
        for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params or ()).fetchall():
            words = str(row[3])
            if words.startswith("SCAN") and not _small(words) and not _partial(words, cursor):
                self.scans.add(f"{words}: {sql[:300]}")


def _small(words: str) -> bool:
    # A subquery or a list of values has no name of ours.
    table = words.split()[1]
    return table in SMALL or not table.startswith(("hotline_", "outbox_", "procedure_", "intake_", "audit_", "U", "V"))


def _partial(words: str, cursor: Any) -> bool:
    """An index over the few rows that matter now may be read whole."""
    _scan, _using, index = words.partition(" INDEX ")
    if not index:
        return False
    made = cursor.execute("SELECT sql FROM sqlite_master WHERE name = ?", [index.split()[0]]).fetchone()
    return bool(made and made[0] and " WHERE " in made[0])


def listen(ask: Callable[[], Any]) -> Ear:
    from django.db import connections

    ear = Ear()
    with ExitStack() as stack:
        for alias in connections:
            if alias != "default":
                stack.enter_context(connections[alias].execute_wrapper(ear))
        ask()
    return ear


def of_desk(asked: dict[str, Any]) -> dict[str, Any]:
    from django.test import Client

    queries: dict[str, int] = {}
    scans: set[str] = set()
    client = Client(HTTP_HOST="127.0.0.1")
    for pair in asked["cookie"].split("; "):
        name, _, value = pair.partition("=")
        client.cookies[name] = value
    for kind, paths in asked["pages"].items():
        for path in dict.fromkeys([*paths[:7], *paths[-5:]]):
            ear = listen(lambda path=path: _open(client, path))  # type: ignore[misc]
            queries[kind] = max(queries.get(kind, 0), ear.count)
            scans |= {f"{kind}: {scan}" for scan in ear.scans}
    return {"queries": queries, "scans": sorted(scans)}


def _open(client: Any, path: str) -> None:
    path, _, typed = path.partition(" ")
    status = (client.post(path, urlencode({"q": typed}), content_type=FORM) if typed else client.get(path)).status_code
    if status not in (200, 302):
        raise RuntimeError(f"{path}: {status}")


def of_portal(asked: dict[str, Any]) -> dict[str, Any]:
    from django.test import Client

    client, found = Client(HTTP_HOST="127.0.0.1"), 0
    scans: set[str] = set()
    for answer in asked["answers"]:
        body = base64.b64decode(answer)
        ear = listen(lambda body=body: client.post("/police/machine/answers", body, content_type=JSON))  # type: ignore[misc]
        found = max(found, ear.count)
        scans |= {f"verdict: {scan}" for scan in ear.scans}
    return {"queries": {"verdict": found}, "scans": sorted(scans)}


def main() -> None:
    data, face = sys.argv[1:]
    os.environ |= {"KINDLINE_DATA": data, "KINDLINE_FACE": face, "DJANGO_SETTINGS_MODULE": PLACE}
    django.setup()
    print(json.dumps({"desk": of_desk, "portal": of_portal}[face](json.load(sys.stdin))))


if __name__ == "__main__":
    main()
