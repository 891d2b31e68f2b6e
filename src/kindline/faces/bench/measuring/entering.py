"""People of a real role who come in by the terminal's one-time code, with a password and an authenticator app."""

import subprocess
from pathlib import Path

import pyotp

from kindline.faces.bench.measuring.processes import KINDLINE, LOOPBACK
from kindline.faces.outside.visitor import Visitor


class NotLetIn(RuntimeError):
    """The desk did not open."""


def enter(data: Path, *, port: int, role: str, name: str, host: str = LOOPBACK, first: str = "/queues/late/") -> str:
    """The first day of a person at the desk; returns the cookies of their session."""
    command: list[str | Path] = [*KINDLINE, "staff", "add", "--data", data, "--role", role, "--username", name]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    code = next(line.split(":", 1)[1].strip() for line in said.splitlines() if line.strip().startswith("code:"))
    visitor = Visitor(f"http://{host}:{port}")
    sheet = visitor.get("/welcome/")
    fields = {"code": code, "password": f"bench-{name}-only-here", "repeated": f"bench-{name}-only-here"}
    visitor.send(sheet, sheet.form("code", "password"), fields)
    sheet = visitor.get("/second-factor/app/")
    secret = "".join(sheet.codes[0].split()) if sheet.codes else ""
    if not secret:
        raise NotLetIn(f"{name}: no key for the app was shown")
    visitor.send(sheet, sheet.form("code"), {"code": pyotp.TOTP(secret).now()})
    sheet = visitor.get("/undertaking/")
    visitor.send(sheet, sheet.form("undertake"), {"undertake": "yes"})
    if visitor.get(first).status != 200:
        raise NotLetIn(name)
    return "; ".join(f"{cookie}={value}" for cookie, value in visitor.jar.items())
