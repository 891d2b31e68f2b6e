"""A private PostgreSQL for as long as something is measured or tested: its data in a temporary folder, no port open."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

USER, PORT = "kindline", "5432"
PATIENCE = 30


def unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root lends it a harmless account."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = names.get("postgres") or names["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextmanager
def server(
    programs: Path, *, settings: Sequence[str], under: Path | None = None, listen: str = "", network: str = ""
) -> Iterator[dict[str, str]]:
    """The environment that leads to a running server; `under`: the folder in which its own is made.

    `listen`: an address on which it also answers whoever reaches it, in the network namespace `network`; takes root.
    """
    folder, account = Path(tempfile.mkdtemp(prefix="kindline-pg-", dir=under)), unprivileged()
    if account:
        os.chown(folder, account["user"], account["group"])
    try:
        options = ["-D", str(folder / "data"), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        quiet: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, **account}
        subprocess.run([str(programs / "initdb"), *options], check=True, **quiet)
        if listen:
            with (folder / "data" / "pg_hba.conf").open("a") as rules:
                rules.write("host all all samenet trust\n")
        settings = [part for setting in (*settings, f"listen_addresses={listen}") for part in ("-c", setting)]
        command = [str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder), "-p", PORT, *settings]
        if network:
            # Root enters the network and then lends the account.
            lent = [f"--reuid={quiet.pop('user')}", f"--regid={quiet.pop('group')}", "--clear-groups"]
            command = ["ip", "netns", "exec", network, "setpriv", *lent, *command]
            del quiet["extra_groups"]
        with (folder / "log").open("w") as log:
            process: subprocess.Popen[bytes] = subprocess.Popen(command, stderr=log, **quiet)
        try:
            wait_until_ready(programs, folder, process)
            yield {"KINDLINE_PG_HOST": str(folder), "KINDLINE_PG_PORT": PORT, "KINDLINE_PG_USER": USER}
        finally:
            process.send_signal(signal.SIGINT)  # "fast": ends open sessions
            process.wait(PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(programs: Path, folder: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while subprocess.run([programs / "pg_isready", "-q", "-h", folder, "-p", PORT]).returncode:
        if process.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.05)
