"""`./kindline lock`: pins what pyproject.toml asks for, every wheel with its hash, in the three locks."""

import argparse
import os
import shutil
import subprocess
import sys

from kindline.faces.cli import ROOT

HELP = "pin the dependencies anew in the three hashed locks (needs uv)"
RUN, BULK = "requirements.txt", "requirements-bulk.txt"
LOCKS = {
    RUN: ("--extra", "postgres"),
    BULK: ("--extra", "postgres", "--extra", "bulk", "-c", RUN),
    "requirements-dev.txt": ("--extra", "postgres", "--extra", "bulk", "--extra", "dev", "-c", BULK),
}
OPTIONS = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--quiet")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that fit")


def run(args: argparse.Namespace) -> int:
    uv = shutil.which("uv")
    if uv is None:
        print("kindline: uv is needed to compute locks: pip install uv", file=sys.stderr)
        return 1
    environment = {**os.environ, "UV_CUSTOM_COMPILE_COMMAND": "./kindline lock"}
    upgrade = ["--upgrade"] if args.upgrade else []
    for lock, extras in LOCKS.items():
        command = [uv, "pip", "compile", *OPTIONS, *upgrade, "pyproject.toml", *extras, "-o", lock]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        print(lock)
    return 0
