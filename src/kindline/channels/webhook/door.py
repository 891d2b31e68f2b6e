"""The URL of a receiver: HTTPS, no user name in it, loopback only in a demonstration."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kindline.kernel.outbox.channels import Never
from kindline.kernel.outbox.plain_talk import may_talk_plainly


@dataclass(frozen=True)
class Door:
    """Where to knock. The path may be a receiver's token, so it is never shown."""

    host: str
    port: int
    path: str = field(repr=False)
    tls: bool
    loopback: bool


def read_door(url: str) -> Door:
    """The door a URL names; raises Never for one we do not knock at."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Never("malformed-webhook") from None
    loopback = may_talk_plainly(host)
    if not host or parts.username or parts.password or parts.scheme not in ("https", "http"):
        raise Never("malformed-webhook")
    if parts.scheme == "http" and not loopback:
        raise Never("https-required")
    tls = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Door(host=host, port=port or (443 if tls else 80), path=path, tls=tls, loopback=loopback)
