import socket
import time

import pytest

from kindline.channels.webhook.carrier import Webhook
from kindline.channels.webhook.door import read_door
from kindline.kernel.outbox.channels import Later, Never
from tests.channels.silent_server import closed_port, dripping

RING = {"waiting": 3, "since": "2026-11-21", "door": "http://127.0.0.1:8001/duty/"}


def test_a_ring_arrives_as_json_with_the_parcel_as_its_identity(web_server, outgoing):
    parcel = outgoing(RING)
    assert Webhook().carry(parcel).facts == {"http": 204}
    ((path, headers, body),) = web_server.posts
    assert (path, body) == ("/ring?token=canary", RING | {"parcel": str(parcel.id)})
    assert headers["Idempotency-Key"] == str(parcel.id)


def test_a_ring_may_name_a_door_of_its_own_which_does_not_travel(web_server, settings, outgoing):
    Webhook().carry(outgoing(RING | {"url": settings.DUTY_WEBHOOK.replace("/ring", "/second")}))
    ((path, _, body),) = web_server.posts
    assert (path, "url" in body) == ("/second?token=canary", False)


@pytest.mark.parametrize(
    ("status", "ends"), [(500, Later), (503, Later), (429, Later), (408, Later), (400, Never), (410, Never)]
)
def test_the_status_decides_between_later_and_never(web_server, outgoing, status, ends):
    web_server.status = status
    with pytest.raises(ends, match=f"http-{status}"):
        Webhook().carry(outgoing(RING))


def test_no_redirect_is_followed(web_server, settings, outgoing):
    web_server.status, web_server.location = 307, settings.DUTY_WEBHOOK
    with pytest.raises(Never, match="redirect-refused"):
        Webhook().carry(outgoing(RING))
    assert len(web_server.posts) == 1


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://duty.example/ring", "https-required"),
        ("ftp://duty.example/ring", "malformed-webhook"),
        ("https://user:canary@duty.example/ring", "malformed-webhook"),
        ("https:///ring", "malformed-webhook"),
        ("https://duty.example:99999/", "malformed-webhook"),
    ],
)
def test_a_door_that_is_not_https_is_refused_without_naming_it(url, code):
    with pytest.raises(Never) as refusal:
        read_door(url)
    assert str(refusal.value) == code


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "[fd00::1]", "[::ffff:10.0.0.1]", "127.0.0.2"]
)
def test_no_private_network_is_reached(settings, outgoing, monkeypatch, host):
    def sing(*args, **kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "create_connection", sing)
    settings.PLACE, settings.DUTY_WEBHOOK = "server", f"https://{host}/ring"
    with pytest.raises(Never, match="private-network"):
        Webhook().carry(outgoing(RING))


def test_loopback_over_plain_http_is_refused_on_a_server(web_server, settings, outgoing):
    settings.PLACE = "server"
    with pytest.raises(Never, match="https-required"):
        Webhook().carry(outgoing(RING))
    assert web_server.posts == []


@pytest.mark.parametrize("broken", [b"no", [], {"nested": {"a": 1}}, {"list": [1]}])
def test_a_ring_is_a_flat_object(web_server, outgoing, broken):
    with pytest.raises(Never, match="malformed-ring"):
        Webhook().carry(outgoing(broken))
    assert web_server.posts == []


def test_without_a_door_the_ring_fails_visibly(settings, outgoing):
    settings.DUTY_WEBHOOK = ""
    with pytest.raises(Never, match="no-webhook-set"):
        Webhook().carry(outgoing(RING))


def test_a_dead_receiver_is_later(settings, outgoing):
    settings.DUTY_WEBHOOK = f"http://127.0.0.1:{closed_port()}/"
    with pytest.raises(Later, match="unreachable:ConnectionRefusedError"):
        Webhook().carry(outgoing(RING))


def test_a_receiver_that_drips_is_cut_off_in_time(settings, outgoing):
    with dripping(0.05) as port:
        settings.DUTY_WEBHOOK = f"http://127.0.0.1:{port}/"
        begun = time.monotonic()
        with pytest.raises(Later, match="cut-off"):
            Webhook(seconds=0.4).carry(outgoing(RING))
    assert time.monotonic() - begun < 3
