"""One round of reporters against one site, and the medians of several."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from kindline.faces.bench.measuring import machine
from kindline.faces.bench.measuring.database import stored
from kindline.faces.bench.measuring.processes import Running

STAGES = ("post", "journey")
REPORTERS = [sys.executable, "-m", "kindline.faces.bench.measuring.reporters"]


@dataclass(frozen=True)
class Round:
    """What the client saw, what the database holds, what the server used, and how busy the machine was otherwise."""

    stage: str
    clients: int
    sent: int
    codes: list[str] = field(repr=False)
    refused: list[str]
    stored: int
    seconds: float
    milliseconds: list[float] = field(repr=False)
    server_cpu: float
    client_cpu: float
    other_cpu: float
    flushes: int
    control_ms: float

    @property
    def rate(self) -> float:
        return len(self.codes) / self.seconds


def reporters(site: Running, *, stage: str, clients: int, reports: int) -> subprocess.Popen[str]:
    """The client, ready: it starts timing once it is sent a line."""
    child = subprocess.Popen(REPORTERS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    order = {"host": site.host, "port": site.port, "clients": clients, "reports": reports, "stage": stage}
    assert child.stdin and child.stdout
    child.stdin.write(json.dumps(order) + "\n")
    child.stdin.flush()
    child.stdout.readline()
    return child


def take(site: Running, data: Path, *, stage: str, clients: int, reports: int) -> Round:
    """One round, with everything that is counted read just before and just after."""
    child = reporters(site, stage=stage, clients=clients, reports=reports)
    machine.await_quiet()
    control = machine.control_ms()
    rows, cpu, busy, flushed = stored(data), site.cpu_seconds(), machine.busy_seconds(), machine.flushes()
    said = json.loads(child.communicate("go\n")[0])
    server = site.cpu_seconds() - cpu
    return Round(
        stage=stage,
        clients=clients,
        sent=said["sent"],
        codes=said["codes"],
        refused=said["refused"],
        stored=stored(data) - rows,
        seconds=said["seconds"],
        milliseconds=said["milliseconds"],
        server_cpu=server,
        client_cpu=said["cpu_seconds"],
        other_cpu=max(0.0, machine.busy_seconds() - busy - server - said["cpu_seconds"]),
        flushes=machine.flushes() - flushed,
        control_ms=control,
    )


def row(rounds: Sequence[Round]) -> dict[str, Any]:
    """Counts added up; rates and times as the median of the rounds."""

    def middle(value: Any, digits: int = 1) -> float:
        return round(median(value(one) for one in rounds), digits)

    return {
        "stage": rounds[0].stage,
        "clients": rounds[0].clients,
        "sent": sum(one.sent for one in rounds),
        "acknowledged": sum(len(one.codes) for one in rounds),
        "stored": sum(one.stored for one in rounds),
        "refused": sum(len(one.refused) for one in rounds),
        "lost": sum(max(0, len(set(one.codes)) - one.stored) for one in rounds),
        "rate": middle(lambda one: one.rate),
        "p50_ms": middle(lambda one: percentile(one.milliseconds, 50)),
        "p95_ms": middle(lambda one: percentile(one.milliseconds, 95)),
        "server_cpu_ms_per_report": middle(lambda one: one.server_cpu / one.sent * 1000, 2),
        "client_cpu_ms_per_report": middle(lambda one: one.client_cpu / one.sent * 1000, 2),
        "disk_flushes_per_report": middle(lambda one: one.flushes / one.sent, 2),
        "rates": [round(one.rate, 1) for one in rounds],
        # Cores that other programs kept busy meanwhile, and a fixed loop before: high or slow means a noisy round.
        "other_cores_busy": [round(one.other_cpu / one.seconds, 2) for one in rounds],
        "control_ms": [round(one.control_ms, 1) for one in rounds],
        "refusals": sorted({why for one in rounds for why in one.refused}),
    }


def percentile(values: Sequence[float], percent: int) -> float:
    if len(values) < 2:
        return values[0] if values else 0.0
    return quantiles(values, n=100, method="inclusive")[percent - 1]
