"""Finds the command that was typed; a new command costs a file and nothing here.

A command module promises `HELP: str`, `arguments(parser)` and `run(args) -> int`. With `PASSES_ON = True` it also
accepts arguments it does not know and finds them, in order, in `args.rest`.
"""

import argparse
import ast
import importlib
import os
import sys
from pathlib import Path
from types import ModuleType

from kindline.faces.cli import machine

COMMANDS = Path(__file__).parent / "commands"
PACKAGE = "kindline.faces.cli.commands"
INTERRUPTED = 130
MISTYPED = 2


def names() -> dict[str, Path]:
    """Command name → its module's file, sorted by name."""
    files = sorted(path for path in COMMANDS.glob("*.py") if not path.stem.startswith("_"))
    return {path.stem.replace("_", "-"): path for path in files}


def help_line(path: Path) -> str:
    """The module's `HELP`, read without importing it, so that the list never starts Django."""
    for node in ast.parse(path.read_text("utf-8")).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == "HELP":
            return str(ast.literal_eval(node.value))  # type: ignore[attr-defined]
    return ""


def overview() -> str:
    found = names()
    width = max(len(name) for name in found)
    lines = [f"  {name:<{width}}  {help_line(path)}" for name, path in found.items()]
    return "\n".join(["usage: ./kindline COMMAND …", "", *lines, "", "./kindline COMMAND --help says more."])


def run(module: ModuleType, *, name: str, argv: list[str]) -> int:
    passes_on = getattr(module, "PASSES_ON", False)
    parser = argparse.ArgumentParser(
        prog=f"./kindline {name}",
        description=module.HELP,
        allow_abbrev=False,
        add_help=not passes_on or argv[:1] in (["-h"], ["--help"]),
    )
    module.arguments(parser)
    args, rest = parser.parse_known_args(argv)
    if rest and not passes_on:
        parser.error(f"unrecognised arguments: {' '.join(rest)}")
    args.rest = rest
    machine.provide(name)
    return int(module.run(args) or 0)


def main(argv: list[str]) -> int:
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(overview())
        return 0 if argv else MISTYPED
    name, rest = argv[0], argv[1:]
    if name not in names():
        print(f"kindline: there is no command “{name}”\n\n{overview()}", file=sys.stderr)
        return MISTYPED
    try:
        return run(importlib.import_module(f"{PACKAGE}.{name.replace('-', '_')}"), name=name, argv=rest)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`| head`); a closed descriptor must not complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
