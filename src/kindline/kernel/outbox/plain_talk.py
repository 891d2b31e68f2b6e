"""Where a channel may do without TLS or reach this very machine: a demonstration or a test, on loopback, only."""

import ipaddress

from django.conf import settings


def may_talk_plainly(host: str) -> bool:
    """Whether this host is loopback by its own name and this place is a demonstration or a test."""
    return settings.PLACE in ("demo", "testing") and _is_loopback(host)


def _is_loopback(host: str) -> bool:
    # Names are not resolved: a name that today means loopback may mean another machine tomorrow.
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
