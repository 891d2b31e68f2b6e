"""A location: the outcome of a decision, whom it concerns, how sure it is, and why."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    HOME = "home"
    ABROAD = "abroad"
    HIDDEN = "hidden"
    SEVERAL = "several"
    DISAGREEMENT = "disagreement"
    NO_HOST = "no_host"
    NOT_RESOLVING = "not_resolving"
    UNKNOWN_NETWORK = "unknown_network"


class Confidence(StrEnum):
    EXACT = "exact"
    LIKELY = "likely"
    PERSON = "person"
    """A person decides, or confirms, before anything follows."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A machine code with its arguments; faces turn it into a sentence."""

    code: str
    args: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, order=True)
class Provider:
    """Who might be asked: the operator of a network (`asn` set) or of a platform (`domain` set)."""

    asn: int
    domain: str
    holder: str
    provider: str
    mailbox: str = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class Location:
    """`countries` are all that any address pointed to; `country` is set only when there is one to act on."""

    outcome: Outcome
    countries: tuple[str, ...]
    providers: tuple[Provider, ...]
    confidence: Confidence
    reasons: tuple[Reason, ...]
    ruleset: str
    proxies: tuple[str, ...] = ()

    @property
    def country(self) -> str | None:
        return self.countries[0] if self.outcome in (Outcome.HOME, Outcome.ABROAD) else None

    @property
    def needs_person(self) -> bool:
        return self.confidence is Confidence.PERSON

    def to_dict(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome.value,
            "country": self.country,
            "countries": list(self.countries),
            "proxies": list(self.proxies),
            "providers": [
                {
                    "asn": provider.asn or None,
                    "domain": provider.domain or None,
                    "holder": provider.holder,
                    "provider": provider.provider,
                    "mailbox": provider.mailbox,
                    "language": provider.language,
                }
                for provider in self.providers
            ],
            "confidence": self.confidence.value,
            "reasons": [[reason.code, *reason.args] for reason in self.reasons],
            "ruleset": self.ruleset,
        }
