"""The terminal face: every `./kindline COMMAND` is one module in `commands/`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
