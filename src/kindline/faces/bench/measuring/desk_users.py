"""Many people at the desk at once, in a process of their own: `python -m kindline.faces.bench.measuring.desk_users`.

Reads one JSON line {host, desk, portal, cookies, pages, answers, seconds, think}; says {"ready": true}, waits for a
line, and prints the milliseconds of every request by page. Each person reads a page, thinks, and opens the next.
"""

import base64
import json
import sys
import threading
import time
from collections import defaultdict
from typing import Any

from kindline.faces.outside.browser import Browser

JSON = "application/json"
GOOD = (200, 302)


class Watch:
    """What all of them saw; one lock, held for a moment."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, list[float]] = defaultdict(list)
        self.refused: list[str] = []
        self._lock = threading.Lock()

    def note(self, page: str, seconds: float, *, good: bool, why: str) -> None:
        with self._lock:
            if good:
                self.milliseconds[page].append(seconds * 1000)
            else:
                self.refused.append(f"{page}: {why}")


def work(order: dict[str, Any], person: int, watch: Watch, ends: float) -> None:
    desk = Browser(order["host"], order["desk"], cookie=order["cookies"][person])
    token = {"csrfmiddlewaretoken": desk.get("/find/").hidden["csrfmiddlewaretoken"]}
    portal = Browser(order["host"], order["portal"])
    # Each signed answer is used once: everybody has a pile of their own.
    answers = iter(order["answers"][person :: len(order["cookies"])])
    kinds, turn = [*order["pages"], "verdict"], person
    time.sleep(order["think"] * person / len(order["cookies"]))
    while time.perf_counter() < ends:
        kind = kinds[turn % len(kinds)]
        start = time.perf_counter()
        if kind == "verdict":
            body = base64.b64decode(next(answers))
            answer = portal.post_body("/police/machine/answers", body, kind=JSON)
            good = answer.status == 200 and '"accepted"' in answer.text
        else:
            paths = order["pages"][kind]
            path, _, typed = paths[(turn * 7 + person) % len(paths)].partition(" ")
            answer = desk.post(path, token | {"q": typed}) if typed else desk.get(path)
            good = answer.status in GOOD
        watch.note(kind, time.perf_counter() - start, good=good, why=f"{answer.status}")
        turn += 1
        time.sleep(order["think"])


def main() -> None:
    order: dict[str, Any] = json.loads(sys.stdin.readline())
    print(json.dumps({"ready": True}), flush=True)
    sys.stdin.readline()
    watch, ends = Watch(), time.perf_counter() + order["seconds"]
    people = [
        threading.Thread(target=work, args=(order, person, watch, ends)) for person in range(len(order["cookies"]))
    ]
    for one in people:
        one.start()
    for one in people:
        one.join()
    print(json.dumps({"milliseconds": watch.milliseconds, "refused": watch.refused}), flush=True)


if __name__ == "__main__":
    main()
