"""XARF v4 `content/csam` for one address (xarf/xarf-spec, MIT): after the verdict only, and never with a picture.

XARF wants a classification, so nothing is written before somebody with the mandate has judged; of ours only `baseline`
means what XARF means by it. Spec: no visual content is attached to a csam report.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

VERSION = "4.2.0"
# The schema's own pattern: no address literal, and no label of Punycode, whose double hyphen it refuses.
DOMAIN = re.compile(r"([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}\Z")
EVIDENCE = ("text/plain", "text/csv", "application/json")


class VisualEvidence(ValueError):
    """A report carries a picture, an archive or a place to look at one. It is not written."""


@dataclass(frozen=True)
class Reporter:
    """Who reports and how it is reached: the organisation, never a person."""

    organisation: str
    mailbox: str

    def contact(self) -> dict[str, str]:
        """As XARF wants it."""
        return {"org": self.organisation, "contact": self.mailbox, "domain": self.mailbox.rpartition("@")[2]}


@dataclass(frozen=True)
class Judged:
    """One address with its verdict. `day` is the day of the notice: nothing finer leaves (P11)."""

    id: UUID
    address: str = field(repr=False)
    classification: str
    day: date
    country: str = ""
    provider: str = ""


def report_of(judged: Judged, *, by: Reporter) -> dict[str, Any] | None:
    """The report, or None where XARF has no honest word: another classification, or no address of the web."""
    parts = urlsplit(judged.address)
    if judged.classification != "baseline" or parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    report = {
        "xarf_version": VERSION,
        "report_id": str(judged.id),
        "timestamp": f"{judged.day.isoformat()}T00:00:00Z",
        "reporter": by.contact(),
        "sender": by.contact(),
        "source_identifier": parts.hostname,
        "category": "content",
        "type": "csam",
        "url": judged.address,
        "classification": "baseline",
        "detection_method": "user_report",
        "verification_method": "user_report",
        "evidence_source": "user_report",
        "country_code": judged.country,
        "hosting_provider": judged.provider,
        "domain": "" if is_literal(parts.hostname) or not DOMAIN.match(parts.hostname) else parts.hostname,
    }
    return {name: value for name, value in report.items() if value}


def is_literal(host: str) -> bool:
    """Whether the host is an address of the network itself."""
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def to_bytes(report: Mapping[str, Any]) -> bytes:
    """The file; VisualEvidence when anything in it could be looked at."""
    for found in visual(report):
        raise VisualEvidence(found)
    return json.dumps(report, ensure_ascii=False, indent=1).encode() + b"\n"


def visual(report: Mapping[str, Any]) -> Iterator[str]:
    """Where a report could show something: evidence that is no text, or a link to a picture of it."""
    if "screenshot_url" in report:
        yield "screenshot_url"
    for item in report.get("evidence", ()):
        kind = str(item.get("content_type", "")).split(";")[0].strip().lower()
        if kind not in EVIDENCE:
            yield kind or "evidence without a type"
