"""Django's own secret of a face: a file in the key folder, never in the repository, never shared between faces."""

from pathlib import Path


def face_secret(keys: Path, face: str) -> str:
    """The secret key of this face; a process that cannot read it starts with none and can sign nothing."""
    path = keys / face / "django.secret"
    return path.read_text().strip() if path.exists() else ""
