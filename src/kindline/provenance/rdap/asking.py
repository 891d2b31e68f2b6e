"""Asking registries and nobody else: over https, one at a time, once for an allocation, and only when approved.

Whoever is asked learns what we look at. So a `related` link, to a registrar's or hoster's own server, is never
followed (it may be in league with whoever is reported), a redirect only to another registry on the list, and nothing
we send says who we are (provenance.md §4.1).
"""

import ssl
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException, HTTPResponse, HTTPSConnection  # noqa: TID251
from threading import Lock
from urllib.parse import urljoin, urlsplit

from kindline.provenance.rdap.answers import Answers, RdapAnswer
from kindline.provenance.rdap.bootstrap import REGISTRIES, Bootstrap
from kindline.provenance.rdap.pacing import Busy, Pace
from kindline.provenance.rdap.reading import parse
from kindline.provenance.rdap.subjects import Subject

LARGEST = 1 << 20
HOPS = 2
TIMEOUT = 10.0
# Kept: there is such an object, or there is none. Everything else may be another day's weather.
ANSWERS = (200, 404)
_MOVED, _LATER = (301, 302, 303, 307, 308), (429, 503)


class NotApproved(PermissionError):
    """No person agreed that a registry learns of this."""

    def __init__(self) -> None:
        super().__init__("a person must approve that a registry is asked")


class RdapFailed(Exception):
    """No answer. `code` says why; the message never names what was asked."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"RDAP failed: {code}")


@dataclass(frozen=True)
class _Reply:
    status: int
    body: bytes
    location: str
    retry_after: str


class RdapClient:
    """`allowed` are the servers that may be asked, as `host` or `host:port`; `pace` makes one queue for each."""

    def __init__(
        self,
        bootstrap: Bootstrap,
        *,
        allowed: Collection[str] = REGISTRIES,
        answers: Answers | None = None,
        ca_file: str | None = None,
        timeout: float = TIMEOUT,
        pace: Callable[[], Pace] = Pace,
    ) -> None:
        self._bootstrap = bootstrap
        self._allowed = frozenset(allowed)
        self._answers = answers or Answers()
        self._context = ssl.create_default_context(cafile=ca_file)
        self._timeout = timeout
        self._pace = pace
        self._paces: dict[str, Pace] = {}
        self._lock = Lock()

    def ask(self, subject: Subject, *, at: datetime, approved: bool = False) -> RdapAnswer:
        """What the registry says. NotApproved, NotAsked when no registry answers for it, or RdapFailed."""
        if not approved:
            raise NotApproved
        known = self._answers.recall(subject, at=at)
        if known:
            return known
        url = urljoin(self._bootstrap.server_for(subject).rstrip("/") + "/", subject.path)
        server, reply = self._follow(url)
        fact = parse(reply.body)
        if reply.status == 200 and fact.error:
            raise RdapFailed("not_rdap")
        answer = RdapAnswer(subject, fact, reply.body, server, reply.status, self._bootstrap.version, at)
        self._answers.keep(answer)
        return answer

    def _follow(self, url: str) -> tuple[str, _Reply]:
        for _ in range(HOPS + 1):
            server = self._server(url)
            reply = self._get(server, url)
            if reply.status in _MOVED:
                url = _onward(url, reply.location)
                continue
            if reply.status in ANSWERS:
                return server, reply
            raise RdapFailed(f"status_{reply.status}")
        raise RdapFailed("too_many_redirects")

    def _server(self, url: str) -> str:
        """The server of a URL that may be asked; RdapFailed for any other."""
        try:
            parts = urlsplit(url)
            server = parts.netloc.lower().removesuffix(":443")
        except ValueError:
            raise RdapFailed("not_allowed") from None
        if parts.scheme != "https" or server not in self._allowed:
            raise RdapFailed("not_allowed")
        return server

    def _get(self, server: str, url: str) -> _Reply:
        with self._lock:
            pace = self._paces.setdefault(server, self._pace())
        try:
            with pace.turn():
                reply = self._fetch(server, url)
        except Busy:
            raise RdapFailed("busy") from None
        except TimeoutError:
            raise RdapFailed("timeout") from None
        except (OSError, HTTPException, ValueError):
            raise RdapFailed("unreachable") from None
        if reply.status in _LATER:
            pace.stay_away(float(reply.retry_after) if reply.retry_after.isdecimal() else 0.0)
        return reply

    def _fetch(self, server: str, url: str) -> _Reply:
        parts = urlsplit(url)
        line = HTTPSConnection(server, timeout=self._timeout, context=self._context)
        try:
            # By hand, so that nothing is sent but this: no user agent, no cookie, no language.
            line.putrequest("GET", parts.path + (f"?{parts.query}" if parts.query else ""), skip_accept_encoding=True)
            line.putheader("Accept", "application/rdap+json")
            line.endheaders()
            return _reply(line.getresponse())
        finally:
            line.close()


def _onward(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise RdapFailed("not_allowed") from None


def _reply(response: HTTPResponse) -> _Reply:
    body = response.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise ValueError("too large")
    return _Reply(response.status, body, response.getheader("Location") or "", response.getheader("Retry-After") or "")
