"""Many reporters at once, in a process of their own: `python -m kindline.faces.bench.measuring.reporters`.

Reads one JSON line {host, port, clients, reports, stage}, says {"ready": true} once everything that is not timed is
done, waits for a line, and prints what happened. Codes go to the parent alone, which counts them against what is
stored.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kindline.faces.outside.browser import Browser, Page
from kindline.faces.outside.reporter import NotTaken, Said, fill_in, send

LANGUAGES = ("nl", "fr", "de", "en")


@dataclass
class Witness:
    """What the reporters saw."""

    codes: list[str] = field(default_factory=list, repr=False)
    milliseconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def watch(self, report: Callable[..., str], *given: Any) -> None:
        start = time.perf_counter()
        try:
            self.codes.append(report(*given))
        except (NotTaken, OSError) as refusal:
            self.refused.append(f"{type(refusal).__name__}: {refusal}")
        else:
            self.milliseconds.append((time.perf_counter() - start) * 1000)


def said(number: int) -> Said:
    """An ordinary report: one address, a sentence; one in four leaves a way to be reached."""
    return Said(
        addresses=f"https://photos.example.org/album/{number}?id={number}",
        when="last night",
        how="a link in a chat",
        account=f"I saw this in a group with many members. It was the picture numbered {number} there.",
        identity="" if number % 4 else "A. Reader, reader@example.net",
    )


def journey(browser: Browser, number: int) -> str:
    return send(browser, checked(browser, number))


def checked(browser: Browser, number: int) -> Page:
    return fill_in(browser, said(number), language=LANGUAGES[number % len(LANGUAGES)])


def share(clients: int, work: Callable[[int, Browser], None], browsers: list[Browser]) -> None:
    """Runs `work` once per client, all at the same time."""
    threads = [threading.Thread(target=work, args=(client, browsers[client])) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main() -> None:
    order: dict[str, Any] = json.loads(sys.stdin.readline())
    clients, reports = order["clients"], order["reports"]
    browsers = [Browser(order["host"], order["port"]) for _ in range(clients)]
    pages: dict[int, Page] = {}
    witness = Witness()

    def prepare(client: int, browser: Browser) -> None:
        for number in range(client, reports, clients):
            pages[number] = checked(browser, number)

    def report(client: int, browser: Browser) -> None:
        for number in range(client, reports, clients):
            if order["stage"] == "post":
                witness.watch(send, browser, pages[number])
            else:
                witness.watch(journey, browser, number)

    if order["stage"] == "post":
        share(clients, prepare, browsers)
    print(json.dumps({"ready": True}), flush=True)
    sys.stdin.readline()
    cpu, start = time.process_time(), time.perf_counter()
    share(clients, report, browsers)
    took = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - cpu}
    print(json.dumps(took | {"sent": reports} | witness.__dict__), flush=True)


if __name__ == "__main__":
    main()
