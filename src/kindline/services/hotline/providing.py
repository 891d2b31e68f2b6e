"""Which provider is asked: one that the sources place at home, never a colleague of it abroad (P11)."""

from collections.abc import Iterable, Iterator

from kindline.provenance.claims import Claim
from kindline.provenance.decision import COUNTRY_1, Location
from kindline.provenance.decision.addresses import addresses_in
from kindline.provenance.decision.model import Provider


def home_provider(claims: Iterable[Claim], location: Location, *, home: str) -> Provider | None:
    """The platform by name, else the first network with a known mailbox that holds an address at home."""
    return next(home_providers(claims, location, home=home), None)


def home_providers(claims: Iterable[Claim], location: Location, *, home: str) -> Iterator[Provider]:
    """All of them, in the order in which they would be asked."""
    here = {
        asn for address in addresses_in(claims, ruleset=COUNTRY_1) if home in address.countries for asn in address.asns
    }
    reachable = (provider for provider in location.providers if provider.mailbox)
    return (provider for provider in reachable if not provider.asn or provider.asn in here)
