"""Database settings for both engines; only these lines differ between a laptop and a server."""

import os
from pathlib import Path
from typing import Any

# FULL: an acknowledged report survives a power cut (P4). secure_delete: erased means overwritten (P8).
PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-8000;PRAGMA temp_store=MEMORY;"
)

# A machine that is cut off leaves its locks behind; the server lets go of them after fifteen seconds, not after the two
# hours of the system's defaults, and so does a client whose server is gone. No step thinks inside a transaction.
KEEPALIVE = {"keepalives_idle": 5, "keepalives_interval": 3, "keepalives_count": 3}
CUT_OFF = " ".join(
    f"-c {name}={value}"
    for name, value in {
        **{f"tcp_{name}": value for name, value in KEEPALIVE.items()},
        "tcp_user_timeout": "15s",
        "idle_in_transaction_session_timeout": "25s",
    }.items()
)
LINE = KEEPALIVE | {"connect_timeout": 10, "tcp_user_timeout": 15000, "options": CUT_OFF}


# People read lists of a million rows: their pages lie in the system's memory, where they are read without copying.
PEOPLE_READ = "PRAGMA mmap_size=1073741824;"


def sqlite(path: Path, *, face: str = "") -> dict[str, Any]:
    """One SQLite file, safe under several processes: WAL, IMMEDIATE, synchronous FULL."""
    pragmas = PRAGMAS + (PEOPLE_READ if face in ("desk", "portal") else "")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": pragmas},
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
        "OPTIONS": LINE,
    }


# allauth opens its transactions on `default`, whatever the router says. They find an empty database in memory there;
# the pages that need a real one are wrapped in `core`'s (faces.ui.sign_in_urls).
NOWHERE: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "TEST": {"MIGRATE": False}}


def only(databases: tuple[str, ...], known: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The databases a face may reach; `default` holds no table, so that a query reaching it by accident fails."""
    default = NOWHERE if "core" in databases else {}
    return {"default": default} | {alias: known[alias] for alias in databases}
