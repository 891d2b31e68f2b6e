"""Secrets of a face: files in its key folder, never in the repository, never shared between faces."""

from pathlib import Path


def face_secret(keys: Path, face: str) -> str:
    """Django's secret of this face; a process that cannot read it starts with none and can sign nothing."""
    return _line(keys / face / "django.secret")


def database_password(keys: Path, face: str) -> str:
    """With which this face connects to PostgreSQL (`./kindline postgres roles`); none where no server asks for one."""
    return _line(keys / face / "postgres.password")


def _line(path: Path) -> str:
    return path.read_text().strip() if path.exists() else ""
