"""The embedded default: SQLite, one machine, one data folder."""

from kindline.settings.engines import only, sqlite
from kindline.settings.foundation import *  # noqa: F403
from kindline.settings.foundation import DATA_DIR, FACE, KEYS_DIR
from kindline.settings.secrets import face_secret

PLACE = "demo" if (DATA_DIR / "demo").exists() else "embedded"
SECRET_KEY = face_secret(KEYS_DIR, FACE.name) or "no secret: this face signs nothing"
ALLOWED_HOSTS = ["*"] if PLACE == "demo" else ["127.0.0.1", "localhost", "[::1]"]
FILES = {name: sqlite(DATA_DIR / f"{name}.sqlite3", face=FACE.name) for name in ("intake", "core")}
DATABASES = only(FACE.databases, FILES)
