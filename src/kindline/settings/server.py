"""The server place: PostgreSQL, several machines, HTTPS in front; refuses what only a demonstration may have."""

import os

from django.core.exceptions import ImproperlyConfigured

from kindline.settings.engines import only, postgres
from kindline.settings.foundation import *  # noqa: F403
from kindline.settings.foundation import DATA_DIR, FACE, KEYS_DIR
from kindline.settings.secrets import database_password, face_secret

PLACE = "server"
SECRET_KEY = face_secret(KEYS_DIR, FACE.name)
if not SECRET_KEY and FACE.name in ("desk", "portal"):
    raise ImproperlyConfigured("This face has no secret in its key folder: run ./kindline install first.")
SECRET_KEY = SECRET_KEY or "no secret: this face signs nothing"
if (DATA_DIR / "demo").exists() or (DATA_DIR / "demo-clock").exists():
    raise ImproperlyConfigured("This data folder belongs to a demonstration; a server refuses to start on it.")
ALLOWED_HOSTS = [host for host in os.environ.get("KINDLINE_HOSTS", "").split(",") if host]
# Each face is a role of its own (kernel.postgres); what makes tables and roles connects as their owner.
OWNER = FACE.name == "all"
LOGIN = {} if OWNER else {"user": f"kindline_{FACE.name}", "password": database_password(KEYS_DIR, FACE.name)}
DATABASES = only(
    FACE.databases,
    {
        "intake": postgres(os.environ.get("KINDLINE_PG_INTAKE", "kindline_intake"), **LOGIN),
        "core": postgres(os.environ.get("KINDLINE_PG_CORE", "kindline_core"), **LOGIN),
    },
)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_HSTS_SECONDS = 31_536_000
