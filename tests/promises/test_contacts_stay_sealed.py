"""Nothing said in a contact lies anywhere in the clear: in no cell of a database, file, log line or address."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections

from kindline.kernel import vault
from kindline.kernel.audit.models import Detail, Leaf
from kindline.kernel.contacts import ringing
from kindline.kernel.contacts.mapping import Heard
from kindline.kernel.contacts.models import Contact
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.installing import make_exchange_key
from tests.faces.desk.conftest import Browser, browse, face, person
from tests.installation import Installation

__all__ = ["browse", "face"]
pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
SECRETS = ("Zwanenburg", "0470000012", "470000012", "canary in the notes", "canary that is refused")
TYPED = {"name": "Ann Zwanenburg", "phone": "0470000012", "notes": "canary in the notes", "caller": "child"}


def stored() -> bytes:
    """Every cell of both databases as bytes: what a thief of the disk, or a backup of it, has."""
    cells: list[bytes] = []
    for alias in ("core", "intake"):
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                for row in cursor.fetchall():
                    cells += [
                        bytes(cell) if isinstance(cell, bytes | memoryview) else repr(cell).encode() for cell in row
                    ]
    return b"\n".join(cells)


def files(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_night_of_contacts_leaves_no_word_in_the_clear(
    installation: Installation, browse: Callable[..., Browser], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    make_exchange_key(installation.keys, name="main")
    nora = browse(person("counsellor"))
    ringing.hear(Heard("main", "ringing", "call-0470000012", "0470000012"))
    page = str(nora.send("/contacts/start/", channel="call")["Location"])
    led = [page, str(nora.send(f"{page}keep/", **TYPED, revision=0)["Location"])]
    nora.send(f"{page}keep/", **TYPED | {"notes": "canary that is refused"}, revision=0)
    nora.send("/contacts/find/", q="Zwanenburg")
    led.append(str(nora.send(f"{page}end/", **TYPED, revision=1, outcome="advised")["Location"]))
    nora.send(f"{page}show/", reason="follow_up")
    contact = Contact.objects.get(channel="call", state="ended")
    # The canary sings: with the desk's key it is all there.
    assert b"canary in the notes" in vault.open_contact(bytes(contact.sealed), contact=contact.pk)
    everything = b"\n".join((stored(), files(installation.data), caplog.text.encode(), repr(led).encode()))
    assert b"counsellor" in everything
    assert [secret for secret in SECRETS if secret.encode() in everything] == []


def test_the_log_says_who_read_and_why_and_nothing_that_was_said(
    installation: Installation, browse: Callable[..., Browser]
) -> None:
    nora = browse(person("counsellor"))
    page = str(nora.send("/contacts/start/", channel="call")["Location"])
    nora.send(f"{page}keep/", **TYPED, revision=0)
    nora.get(page)
    payloads = [bytes(row.payload) for model in (Leaf, Detail) for row in model.objects.all()]
    read = [json.loads(payload) for payload in payloads if b"contact.read" in payload]
    assert [leaf["facts"] for leaf in read] == [{"reason": "at_work"}]


def test_it_takes_the_desks_key_and_the_contacts_own(
    installation: Installation, browse: Callable[..., Browser]
) -> None:
    nora = browse(person("counsellor"))
    page = str(nora.send("/contacts/start/", channel="call")["Location"])
    nora.send(f"{page}keep/", **TYPED, revision=0)
    contact = Contact.objects.get()
    sealed, keys = bytes(contact.sealed), installation.keys
    erasable.destroy([contact.pk])
    with pytest.raises(erasable.KeyGone):
        vault.open_contact(sealed, contact=contact.pk)
    (keys / "desk" / "contacts.key").rename(keys / "taken")
    vault._line.cache_clear()
    with pytest.raises(vault.KeyMissing):
        vault.open_with("desk", "contacts", sealed, info=b"contact" + contact.pk.bytes)
