"""The outside world on loopback: a mail server and a web server that can be questioned, and that can misbehave."""

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kindline.kernel.outbox.channels import Outgoing
from tests.channels.mail_server import MailServer, listening


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    server = MailServer()
    with listening(server) as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield server


class WebServer(ThreadingHTTPServer):
    """Keeps what was posted and answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.status = 204
        self.location = ""
        self.posts: list[tuple[str, dict[str, str], dict[str, Any]]] = []


class Answer(BaseHTTPRequestHandler):
    server: WebServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.posts.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()

    do_GET = do_POST

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def web_server(settings: Any) -> Iterator[WebServer]:
    server = WebServer()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings.DUTY_WEBHOOK = f"http://127.0.0.1:{server.server_port}/ring?token=canary"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def outgoing() -> Callable[..., Outgoing]:
    def _outgoing(body: object, recipient: str = "duty:0") -> Outgoing:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Outgoing(id=uuid.uuid4(), kind="ring", subject=uuid.uuid4(), recipient=recipient, attempt=1, body=raw)

    return _outgoing
