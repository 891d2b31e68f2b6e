"""The way out: HTTPS to one host that its user named (plain HTTP on loopback only), no redirects, no proxies."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import urlsplit

from kindline.client.refusals import Refused

LOOPBACK = ("127.0.0.1", "::1", "localhost")
TIMEOUT = 60
MAX_ANSWER = 256 * 1024 * 1024


class Unreachable(Refused):
    """Nobody answered; whether the request arrived is not known."""


@dataclass(frozen=True)
class Answered:
    """What came back, whatever its status."""

    status: int
    headers: Message = field(repr=False)
    body: bytes = field(repr=False)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect could lead a signed request to another host: there are none."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


def exchange(method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Answered:
    """One request and its answer; Unreachable when there is none."""
    request = urllib.request.Request(url, data=body, headers=dict(headers), method=method)
    opener = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            return Answered(answer.status, answer.headers, bytes(answer.read(MAX_ANSWER)))
    except urllib.error.HTTPError as error:
        with error:
            return Answered(error.code, error.headers, bytes(error.read(65536)))
    except (urllib.error.URLError, OSError):
        raise Unreachable("the other side cannot be reached") from None


def checked(url: str) -> str:
    """The address without a trailing slash; Refused for plain HTTP to anywhere but this machine."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise Refused("the other side is reached over https only")
    return url.rstrip("/")
