"""Making an installation: keys by face outside the data folder, the two pinned mandate keys, the mandate in force."""

import os
import secrets
import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from kindline.kernel.mandate import files
from kindline.sealing.certificate import self_signed
from kindline.sealing.keys import SealingPrivateKey, SealingPublicKey, SecretBytes, SigningPrivateKey, VerifyKey
from kindline.sealing.mandate_file import sign_mandate, verify_mandate

TEMPLATES = Path(__file__).parent / "mandate" / "data"
# The backup's private half opens every backup: it belongs in a safe, not on the machine that makes them.
OPENING = (
    ("worker", "index"),
    ("worker", "routing"),
    ("worker", "mail"),
    ("desk", "staff"),
    ("desk", "contacts"),
    ("portal", "factor"),
    ("backup", "backup"),
)
SIGNING = (("site", "site"), ("worker", "platform"), ("worker", "log"))
DJANGO_FACES = ("desk", "portal")
CONTACT_TAGS = "contact-tags.key"
# The private half in worker/, the certificate in public/.
MAIL_KEY = "mail-signing.pem"
MAIL_KEY_DAYS = 730


class AlreadyInstalled(FileExistsError):
    """There are keys here already; overwriting them would lose everything they open."""


def make_keys(keys: Path, *, pinned: tuple[VerifyKey, VerifyKey], epoch: str) -> None:
    """Make every platform key, one folder per face, readable by its owner only. `epoch` names the first index key."""
    if (keys / "public").exists():
        raise AlreadyInstalled(str(keys))
    for face, name in OPENING:
        private = SealingPrivateKey.generate()
        _write(keys / face / f"{name}.key", private.to_text())
        _write(keys / "public" / f"{name}.pub", private.public().to_text())
    for face, name in SIGNING:
        signing = SigningPrivateKey.generate()
        _write(keys / face / f"{name}.key", signing.to_text())
        _write(keys / "public" / f"{name}.pub", signing.public().to_text())
    _write(keys / "site" / "draft.key", SecretBytes.random(32).to_text())
    _write(keys / "worker" / "wrapping.key", SecretBytes.random(32).to_text())
    _write(keys / "worker" / f"index-{epoch}.key", SecretBytes.random(32).to_text())
    _write(keys / "desk" / CONTACT_TAGS, SecretBytes.random(32).to_text())
    for face in DJANGO_FACES:
        _write(keys / face / "django.secret", secrets.token_urlsafe(48))
    for number, key in enumerate(pinned, start=1):
        _write(keys / "public" / f"mandate-{number}.pub", key.to_text())


def make_contact_keys(keys: Path) -> bool:
    """The keys of contacts, for an installation from before there were any; False when they are there."""
    if (keys / "desk" / CONTACT_TAGS).exists():
        return False
    private = SealingPrivateKey.generate()
    _write(keys / "desk" / "contacts.key", private.to_text())
    _write(keys / "public" / "contacts.pub", private.public().to_text())
    _write(keys / "desk" / CONTACT_TAGS, SecretBytes.random(32).to_text())
    return True


def make_exchange_key(keys: Path, *, name: str) -> str:
    """The secret that a telephone exchange and the API share, to be shown once; FileExistsError when it has one."""
    text = secrets.token_urlsafe(32)
    _write(keys / "api" / f"exchange-{name}.key", text)
    return text


def make_mail_key(keys: Path, *, name: str, mailbox: str, day: date) -> None:
    """The key that signs our mail, with a certificate of its own making until an authority's takes its place."""
    made = self_signed(name, mailbox, first=day - timedelta(days=1), days=MAIL_KEY_DAYS)
    _write(keys / "worker" / MAIL_KEY, made.to_pem().strip())
    _write(keys / "public" / MAIL_KEY, made.certificate.to_pem().strip())


def _write(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(line + "\n")


def authority_tables(
    *,
    name: str,
    mailbox: str,
    keys: Iterable[tuple[str, SealingPublicKey, str]],
    officers: Iterable[tuple[str, VerifyKey]],
    identifier: str = "federal-police",
    role: str = "police",
    language: str = "nl",
) -> str:
    """The `[[authorities]]` part of a mandate. `keys` are (role, public key, last day as YYYY-MM-DD)."""
    lines = ["", "[[authorities]]", f'id = "{identifier}"', f'role = "{role}"', f'name = "{name}"']
    lines += [f'language = "{language}"', f'mailbox = "{mailbox}"']
    for role, key, not_after in keys:
        lines += [
            "[[authorities.keys]]",
            f'role = "{role}"',
            f'sealing = "{key.to_text()}"',
            f"not_after = {not_after}",
        ]
    for officer, verify in officers:
        lines += ["[[authorities.officers]]", f'name = "{officer}"', f'key = "{verify.to_text()}"']
    return "\n".join(lines) + "\n"


def compose_mandate(template: str, authorities: str) -> bytes:
    """A mandate file from a shipped template, its home country's letters and an authority's keys.

    The authorities' tables come last: TOML wants it so.
    """
    law = (TEMPLATES / f"{template}.toml").read_text()
    letters = (TEMPLATES / "letters" / f"{tomllib.loads(law)['home'].lower()}.toml").read_text()
    return f"{law}\n{letters}{authorities}".encode()


def activate_mandate(data: Path, document: bytes, signatures: bytes, *, pinned: tuple[VerifyKey, VerifyKey]) -> None:
    """Put an installation's first mandate in force, if both pinned keys signed it (Tampered otherwise).

    Later ones take two persons and a moment to come: `kernel.mandate.activating`.
    """
    verify_mandate(document, signatures, pinned)
    files.activate(data / "mandate", document, signatures)


def sign_by_both(document: bytes, one: SigningPrivateKey, other: SigningPrivateKey) -> bytes:
    """Both signature lines; in life the two keys are never on one machine."""
    return sign_mandate(document, one) + sign_mandate(document, other)
