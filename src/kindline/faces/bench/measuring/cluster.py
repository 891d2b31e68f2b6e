"""One installation on PostgreSQL, its faces started as often as wanted, on several addresses of the loopback."""

import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import psycopg

from kindline.faces.bench.measuring import processes
from kindline.faces.bench.measuring.postgres import USER

NAMES = {"KINDLINE_PG_INTAKE": "kindline_intake", "KINDLINE_PG_CORE": "kindline_core"}
LOOK_SECONDS = 0.02
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "kindline.settings.server",
    "KINDLINE_SITE_URL": "https://report.hotline.test",
    "KINDLINE_DESK_URL": "https://desk.hotline.test",
    "KINDLINE_PORTAL_URL": "https://portal.hotline.test",
    "KINDLINE_API_URL": "https://api.hotline.test",
    "KINDLINE_MAIL_FROM": "notices@hotline.test",
    "KINDLINE_ORGANISATION": "Hotline (bench)",
}


class Cluster:
    """Where it lies and what its database says; questions are asked by the owner, not by what is measured."""

    def __init__(self, folder: Path, address: Mapping[str, str], *, machines: int) -> None:
        self.hosts = [f"127.0.0.{number + 1}" for number in range(machines)]
        self._host, self._port = address["KINDLINE_PG_HOST"], address["KINDLINE_PG_PORT"]
        os.environ |= SETTINGS | NAMES | {name: address[name] for name in ("KINDLINE_PG_HOST", "KINDLINE_PG_PORT")}
        os.environ["KINDLINE_HOSTS"] = ",".join(self.hosts)
        os.environ.pop("KINDLINE_PG_USER", None)
        for name in NAMES.values():
            self.ask("postgres", f"CREATE DATABASE {name}")
        self.data = processes.install(folder)
        processes.command("postgres", "roles", "--data", self.data)

    def ask(self, database: str, question: str) -> int:
        """The first number of an answer; 0 for a statement that gives none."""
        with self.owner(database) as connection:
            cursor = connection.execute(question)  # type: ignore[arg-type]
            row = cursor.fetchone() if cursor.description else None
            return int(row[0] or 0) if row else 0

    def owner(self, database: str) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(host=self._host, port=self._port, user=USER, dbname=database, autocommit=True)

    def intake(self, question: str) -> int:
        return self.ask(NAMES["KINDLINE_PG_INTAKE"], question)

    def core(self, question: str) -> int:
        return self.ask(NAMES["KINDLINE_PG_CORE"], question)

    @contextmanager
    def serving(self, face: str, count: int) -> Iterator[list[processes.Running]]:
        """So many processes of a face, in turn on each machine's address."""
        with ExitStack() as stack:
            hosts = [self.hosts[number % len(self.hosts)] for number in range(count)]
            yield [stack.enter_context(processes.serving(self.data, face, host=host)) for host in hosts]

    def database_seconds(self) -> float:
        """Processor seconds of the database's own processes that live now, and of those it has buried."""
        root = next(one for one in psutil.process_iter(["name", "ppid"]) if self._is_postmaster(one))
        times = [one.cpu_times() for one in (root, *root.children(recursive=True))]
        gone = root.cpu_times()
        return sum(time.user + time.system for time in times) + float(gone.children_user + gone.children_system)

    def _is_postmaster(self, process: psutil.Process) -> bool:
        try:
            return process.name() == "postgres" and self._host in " ".join(process.cmdline())
        except psutil.Error:
            return False


class LockWatch:
    """How many sessions wait for another one's lock, looked at again and again while something is measured."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster, self._stop, self._looks, self._waiting = cluster, threading.Event(), 0, 0
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "LockWatch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def mean(self) -> float:
        return round(self._waiting / max(1, self._looks), 3)

    def _look(self) -> None:
        with self._cluster.owner("postgres") as connection:
            while not self._stop.is_set():
                row = connection.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname LIKE 'kindline%'"
                ).fetchone()
                self._looks, self._waiting = self._looks + 1, self._waiting + int(row[0] if row else 0)
                time.sleep(LOOK_SECONDS)
