"""Setting the stage: keys of the outside, a mandate signed by both holders, a fresh installation, its staff."""

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from kindline.client.police import trust
from kindline.faces.outside import processes
from kindline.faces.outside.stage import (
    ANALYSTS,
    OFFICERS,
    POLICE_MAILBOX,
    NotADemonstration,
    Stage,
    free_ports,
    write_whole,
)
from kindline.kernel.installing import authority_tables, compose_mandate, sign_by_both
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey

POLICE, ANALYST_OFFICE = "federal-police", "analysts"
ANALYSTS_MAILBOX = "analysts@hotline.example"
STAFF = {
    "ann": "operator",
    "ella": "operator",
    "duty": "operator",
    "bo": "supervisor",
    "cleo": "supervisor",
    "dirk": "supervisor",
    "franka": "officer",
}
AT_THE_LINE = {"nora": "counsellor", "sam": "counsellor"}
ASSESSING = dict.fromkeys(ANALYSTS, "analyst")
MOVES_AFTER = timedelta(hours=12)


def clear(stage: Stage) -> None:
    """Make room for a fresh demonstration; NotADemonstration for a folder that holds anything else."""
    if stage.data.exists() and any(stage.data.iterdir()):
        if not (stage.data / "demo").exists():
            raise NotADemonstration(f"{stage.data} holds something that is not a demonstration; nothing was touched")
        shutil.rmtree(stage.data)
    # Its keys, and the backups that `erase` made of an earlier one.
    for beside in (stage.keys, Path(f"{stage.data}.backups")):
        if beside.exists():
            shutil.rmtree(beside)


def install(stage: Stage, mandate: str, *, service: str = "hotline") -> None:
    """A whole installation as an operator would make it, with everything of the outside in `outside/`."""
    stage.outside.mkdir(parents=True, mode=0o700)
    (stage.data / "demo").write_text("This folder belongs to a demonstration.\n")
    stage.note(ports=free_ports(), began_at=stage.now().isoformat(), mandate=mandate, service=service)
    _sign_mandate(stage)
    folder = stage.outside / "mandate"
    holders = [str(path) for path in sorted(folder.glob("*.pub"))]
    _run(stage, "install", "--mandate", str(folder / "mandate.toml"), "--pinned", *holders)
    for folder, authority in _offices(stage):
        text = trust.from_installation(
            stage.data / "mandate" / "active.toml", stage.keys / "public", authority=authority
        )
        write_whole(folder / "trust.txt", text.encode())
    write_whole(stage.outside / "dns" / "moves_at", (stage.now() + MOVES_AFTER).isoformat().encode())


def _offices(stage: Stage) -> list[tuple[Path, str]]:
    police = (stage.police, POLICE)
    return [police] if stage.assessor == "police" else [police, (stage.analysts, ANALYST_OFFICE)]


def staff(stage: Stage) -> dict[str, str]:
    """Everybody with a sign-in, and what for."""
    if stage.service == "missing":
        return AT_THE_LINE
    return STAFF if stage.assessor == "police" else STAFF | ASSESSING


def license_analysts(stage: Stage) -> None:
    """The competent authority's licences, noted by whoever runs the installation."""
    first, last = stage.now().date() - timedelta(days=30), stage.now().date() + timedelta(days=400)
    days = ("--from", first.isoformat(), "--until", last.isoformat())
    begun = [
        _begin(stage, "staff", "license", "--username", name, "--number", f"demo {name}", *days) for name in ASSESSING
    ]
    for process in begun:
        _end("license", process)


class Invitations:
    """One-time codes from the terminal, asked for all at once; each is there by the time its person comes in."""

    def __init__(self, stage: Stage) -> None:
        everybody = staff(stage).items()
        self._asked = {name: _begin(stage, "staff", "add", *_person(stage, name, role)) for name, role in everybody}

    def code_for(self, name: str) -> str:
        return _code_in(_end("staff", self._asked.pop(name)))

    def withdraw(self) -> None:
        """The play ends before everybody came."""
        for process in self._asked.values():
            process.terminate()
            process.communicate()
        self._asked.clear()


def _person(stage: Stage, name: str, role: str) -> list[str]:
    more = ["--authority", POLICE] if role == "officer" else []
    if role == "analyst":
        key = stage.outside / "keys" / f"{name}.pub"
        more = ["--authority", ANALYST_OFFICE, "--answer-key", key.read_text().strip()]
    return ["--username", name, "--role", role, "--name", f"{name.title()} (demo)", *more]


def _code_in(said: str) -> str:
    return next(line.split(":", 1)[1].strip() for line in said.splitlines() if line.strip().startswith("code:"))


def _sign_mandate(stage: Stage) -> None:
    """Keys are made where their owners are; the mandate names the public halves, and both holders sign it."""
    last_day = (stage.now() + timedelta(days=400)).date().isoformat()
    opening = [(role, _opening_key(stage, role).public(), last_day) for role in ("duty", "reserve")]
    signing = [(name, _signing_key(stage, name).public()) for name in OFFICERS]
    tables = authority_tables(
        name="Federal Police (demonstration)", mailbox=POLICE_MAILBOX, keys=opening, officers=signing
    )
    document = compose_mandate(stage.mandate, tables + (_analysts(stage) if stage.assessor == "analysts" else ""))
    one, other = _signing_key(stage, "mandate-1"), _signing_key(stage, "mandate-2")
    folder = stage.outside / "mandate"
    write_whole(folder / "mandate.toml", document)
    write_whole(folder / "mandate.toml.sig", sign_by_both(document, one, other))
    for number, key in enumerate((one, other), start=1):
        write_whole(folder / f"holder-{number}.pub", (key.public().to_text() + "\n").encode())


def _analysts(stage: Stage) -> str:
    last_day = (stage.now() + timedelta(days=400)).date().isoformat()
    opening = [(role, _opening_key(stage, f"analysts-{role}").public(), last_day) for role in ("duty", "reserve")]
    signing = {name: _signing_key(stage, name).public() for name in ANALYSTS}
    for name, key in signing.items():
        write_whole(stage.outside / "keys" / f"{name}.pub", (key.to_text() + "\n").encode())
    return authority_tables(
        name="Analysts (demonstration)", mailbox=ANALYSTS_MAILBOX, keys=opening, officers=signing.items(),
        identifier=ANALYST_OFFICE, role="analyst",
    )  # fmt: skip


def _opening_key(stage: Stage, name: str) -> SealingPrivateKey:
    key = SealingPrivateKey.generate()
    write_whole(stage.outside / "keys" / f"{name}.key", (key.to_text() + "\n").encode())
    return key


def _signing_key(stage: Stage, name: str) -> SigningPrivateKey:
    key = SigningPrivateKey.generate()
    write_whole(stage.outside / "keys" / f"{name}.key", (key.to_text() + "\n").encode())
    return key


def _run(stage: Stage, command: str, *arguments: str) -> str:
    return _end(command, _begin(stage, command, *arguments))


def _begin(stage: Stage, command: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *processes.CLI, command, *arguments, "--data", str(stage.data)],
        env={**os.environ, **processes.environment(stage)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _end(command: str, process: subprocess.Popen[str]) -> str:
    said, complaint = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{command}: {complaint.strip()[-2000:]}")
    return said
