"""What was answered lately, so that looking again does not ask again: a list of reported hosts, so no name lies in it.

Keys are HMACs under a secret of this process; nothing is written to a disk. What is kept is bounded in time by the
answer's own TTL, clamped, and in number; `forget` is for a host whose report is erased (HOUSE P8).
"""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from kindline.provenance.claims import DEFINITE_SILENCES, Claim, Predicate, Silence

SHORTEST, LONGEST, LONGEST_NO = timedelta(minutes=5), timedelta(hours=1), timedelta(minutes=15)
"""A host under watch is asked no oftener than the first, whatever its owner sets; a move shows after the second."""
MOST = 100_000


@dataclass(frozen=True)
class _Kept:
    claims: tuple[Claim, ...] = field(repr=False)
    until: datetime


class Memory:
    """Answers by keyed name. `at` is the caller's clock; answers keep the time at which they were heard."""

    def __init__(self, *, secret: bytes | None = None, most: int = MOST) -> None:
        self._secret = secret or secrets.token_bytes(32)
        self._most = most
        self._kept: OrderedDict[bytes, _Kept] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def recall(self, host: str, *, approved: bool, at: datetime) -> list[Claim] | None:
        with self._lock:
            kept = self._kept.get(self._key(host, approved))
        return list(kept.claims) if kept and kept.claims[0].observed_at <= at < kept.until else None

    def keep(self, host: str, claims: list[Claim], *, approved: bool, at: datetime) -> None:
        """Kept when every question was answered; a resolver's failure is not remembered as the host's."""
        lasts = _lasts(claims)
        if not lasts:
            return
        key = self._key(host, approved)
        with self._lock:
            self._kept[key] = _Kept(tuple(claims), at + lasts)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def forget(self, host: str) -> None:
        with self._lock:
            for approved in (True, False):
                self._kept.pop(self._key(host, approved), None)

    def _key(self, host: str, approved: bool) -> bytes:
        name = host.removesuffix(".").lower()
        return hmac.digest(self._secret, bytes([approved]) + name.encode("utf-8", "replace"), hashlib.sha256)


def _lasts(claims: list[Claim]) -> timedelta:
    silences = [claim.value for claim in claims if claim.predicate is Predicate.NO_ADDRESS]
    if not claims or any(why not in (*DEFINITE_SILENCES, Silence.NEEDS_APPROVAL) for why in silences):
        return timedelta(0)
    said = [int(ttl) for claim in claims if (ttl := claim.detail("ttl"))]
    longest = LONGEST if any(claim.predicate is Predicate.RESOLVES_TO for claim in claims) else LONGEST_NO
    return min(max(timedelta(seconds=min(said, default=0)), SHORTEST), longest)
