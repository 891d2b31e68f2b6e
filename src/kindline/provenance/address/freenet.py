"""Freenet (Hyphanet) keys: CHK, SSK, USK and KSK, by own scheme or through the local node's web address."""

import re

from kindline.provenance.address.model import Locator, LocatorKind
from kindline.provenance.address.text import Text

_KEY = re.compile(
    r"(?:(?:freenet|hypha(?:net)?):/*|https?://(?:127\.0\.0\.1|localhost):8888/)?(?P<key>(?:CHK|SSK|USK|KSK)@[!$->@-~]+)"
)


def read_freenet(text: Text) -> Locator | None:
    found = _KEY.match(text.plain)
    return text.locator(LocatorKind.FREENET, f"freenet:{found['key']}") if found else None
