"""Database settings for both engines; only these lines differ between a laptop and a server."""

import os
from pathlib import Path
from typing import Any

# FULL: an acknowledged report survives a power cut (P4). secure_delete: erased means overwritten (P8).
PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-8000;PRAGMA temp_store=MEMORY;"
)


def sqlite(path: Path) -> dict[str, Any]:
    """One SQLite file, safe under several processes: WAL, IMMEDIATE, synchronous FULL."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": PRAGMAS},
    }


def postgres(database: str, *, user: str = "kindline", password: str = "") -> dict[str, Any]:
    """One PostgreSQL database; host and port come from KINDLINE_PG_*, as do user and password where they are set."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "HOST": os.environ.get("KINDLINE_PG_HOST", ""),
        "PORT": os.environ.get("KINDLINE_PG_PORT", ""),
        "USER": os.environ.get("KINDLINE_PG_USER", user),
        "PASSWORD": os.environ.get("KINDLINE_PG_PASSWORD", password),
        "CONN_MAX_AGE": None,
    }


# allauth opens its transactions on `default`, whatever the router says. They find an empty database in memory there;
# the pages that need a real one are wrapped in `core`'s (faces.ui.sign_in_urls).
NOWHERE: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "TEST": {"MIGRATE": False}}


def only(databases: tuple[str, ...], known: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The databases a face may reach; `default` holds no table, so that a query reaching it by accident fails."""
    default = NOWHERE if "core" in databases else {}
    return {"default": default} | {alias: known[alias] for alias in databases}
