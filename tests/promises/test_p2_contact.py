"""P2: the software never contacts a reported address. No socket leads anywhere but to the mail server."""

import socket
from contextlib import suppress

import pytest
from django.conf import settings

from kindline.services.hotline.models import Address
from tests.promises.conftest import Play


@pytest.mark.django_db(databases=["core", "intake"], transaction=True)
def test_nobody_is_contacted_while_an_address_is_reported_released_routed_and_followed(
    play: Play, contacts: list[object]
) -> None:
    play.file("https://album.test/a", "http://192.0.2.1/b", "https://[2001:db8::1]/c")
    play.rounds()
    play.judge()
    play.rounds()
    assert Address.objects.filter(routed_at__isnull=False).count() == 3
    ours = {(settings.EMAIL_HOST, settings.EMAIL_PORT)}
    assert [to for to in contacts if tuple(to)[:2] not in ours] == []  # type: ignore[arg-type]


def test_the_canary_sings(contacts: list[object]) -> None:
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect(("192.0.2.1", 9))
    assert contacts == [("192.0.2.1", 9)]
