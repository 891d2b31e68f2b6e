"""`./kindline prove`: break a promise in a scratch copy and show the test that notices."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kindline.faces.cli import ROOT
from kindline.faces.cli.proofs import LATER, PROMISES, PROOFS, Edit, Proof
from kindline.faces.cli.steps import environment

HELP = "break promises P1 … P12, and those with a name, in a scratch copy and show the tests that fail"
COPIED = ("src", "tests", "examples", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".mypy_cache", "*.sqlite3")
LINES = 6


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("promises", nargs="*", metavar="P", help="default: all")


def run(args: argparse.Namespace) -> int:
    asked = [_name(text) for text in args.promises] or list(PROMISES)
    unknown = [name for name in asked if name not in PROMISES]
    if unknown:
        for name in unknown:
            print(
                f"kindline prove: {name} comes {LATER.get(name, 'nowhere: there is no such promise')}", file=sys.stderr
            )
        return 2
    chosen, start = [proof for proof in PROOFS if proof.promise in asked], time.monotonic()
    with ThreadPoolExecutor(max_workers=2) as pool:
        whole = pool.submit(in_copy, chosen, ())
        broken = [pool.submit(in_copy, [proof], proof.edits) for proof in chosen]
        shown = [report(proof, whole.result(), run.result()) for proof, run in zip(chosen, broken, strict=True)]
    seconds = time.monotonic() - start
    print(f"prove: promises={len(set(asked))} proofs={len(chosen)} shown={sum(shown)} seconds={seconds:.0f}")
    return 0 if all(shown) else 1


def _name(text: str) -> str:
    """`p9` or `P9`, `welfare` or `Welfare`: a number's letter is a capital, a word has none."""
    return text.upper() if text[1:].isdecimal() else text.lower()


@dataclass(frozen=True)
class Run:
    """What pytest said in one scratch copy."""

    words: str

    def passes(self, test: str) -> bool:
        return self._has("PASSED", test) and not self._has("FAILED", test) and not self._has("ERROR", test)

    def objects(self, test: str) -> bool:
        """The test looked and objected; an error of the broken copy itself would prove nothing."""
        return self._has("FAILED", test) and not self._has("ERROR", test)

    def _has(self, outcome: str, test: str) -> bool:
        return any(line.startswith(f"{outcome} {test}") for line in self.words.splitlines())


def in_copy(proofs: Sequence[Proof], edits: Sequence[Edit]) -> Run:
    """Run the tests of these proofs in a scratch copy with these edits. The source tree itself is never touched."""
    with TemporaryDirectory(prefix="kindline-prove-") as scratch:
        copy = Path(scratch) / "copy"
        for name in COPIED:
            source = ROOT / name
            shutil.copytree(source, copy / name, ignore=LEFT_OUT) if source.is_dir() else shutil.copy(source, copy)
        try:
            for edit in edits:
                apply(edit, copy)
        except LookupError as gone:
            return Run(str(gone))
        return Run(said_by_pytest(copy, sorted({proof.test for proof in proofs}), scratch))


def apply(edit: Edit, copy: Path) -> None:
    path = copy / edit.file
    text = path.read_text()
    if text.count(edit.old) != 1:
        raise LookupError(f"{edit.file} no longer says once: {edit.old}")
    path.write_text(text.replace(edit.old, edit.new))


def said_by_pytest(copy: Path, tests: Sequence[str], scratch: str) -> str:
    own = {"PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}", "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": scratch}
    env = environment(**own)
    env.pop("KINDLINE_DATA", None)
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=short", "-rfEp", *tests]
    done = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True)
    return done.stdout + done.stderr


def report(proof: Proof, whole: Run, broken: Run) -> bool:
    passes, objects = whole.passes(proof.test), broken.objects(proof.test)
    print(f"{'✓' if passes and objects else '✗'} {proof.promise}  {PROMISES[proof.promise]}")
    print(f"    broken: {proof.broken} ({', '.join(sorted({edit.file for edit in proof.edits}))})")
    print(f"    test:   {proof.test}")
    print(f"    whole:  {'passes' if passes else 'DOES NOT PASS'}")
    print(f"    broken: {'fails, as it must' if objects else 'DOES NOT FAIL'}")
    said = [line for line in broken.words.splitlines() if line.startswith("E ")][-LINES:]
    for line in said if passes and objects else (broken if passes else whole).words.splitlines()[-30:]:
        print(f"            {line[:160]}")
    print(flush=True)
    return passes and objects
