"""The place of tests: SQLite files, or the private PostgreSQL that the test command starts."""

import os
import tempfile
from typing import Any

os.environ.setdefault("KINDLINE_FACE", "all")
os.environ.setdefault("KINDLINE_DATA", tempfile.mkdtemp(prefix="kindline-test-"))

from kindline.settings.engines import only, postgres, sqlite
from kindline.settings.foundation import *  # noqa: F403
from kindline.settings.foundation import DATA_DIR, FACE

PLACE = "testing"
SECRET_KEY = "tests sign nothing that outlives them"
ALLOWED_HOSTS = ["*"]
# Argon2 costs 50 ms a sign-in; tests about passwords name the hasher they mean.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _engine(name: str) -> dict[str, Any]:
    # Django lets a second database wait for `default`; here neither waits for anything.
    alone: dict[str, Any] = {"DEPENDENCIES": []}
    if os.environ.get("KINDLINE_TEST_ENGINE") == "postgres":
        return postgres(f"kindline_{name}") | {"TEST": alone}
    return sqlite(DATA_DIR / f"{name}.sqlite3") | {"TEST": alone | {"NAME": str(DATA_DIR / f"test-{name}.sqlite3")}}


DATABASES = only(FACE.databases, {name: _engine(name) for name in ("intake", "core")})
