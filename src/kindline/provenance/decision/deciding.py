"""The table of the decision, from the strongest doubt to the plain case.

1. no address: no host · not resolving · we do not know (nobody asked, nobody answered)
2. every address behind a proxy: hidden, which is a result and not a failure (provenance.md §5)
3. sources disagree about one address: a person
4. an address of no known network: a person
5. anycast, several countries, or some addresses behind a proxy and some not: a person
6. one country: home or abroad; exact when every witness spoke and every question was answered, else likely
"""

from collections.abc import Iterable

from kindline.provenance.claims import DEFINITE_SILENCES, Claim, Predicate, Silence
from kindline.provenance.decision.addresses import Address, addresses_in
from kindline.provenance.decision.model import Confidence, Location, Outcome, Reason
from kindline.provenance.decision.providers import providers_in
from kindline.provenance.decision.ruleset import COUNTRY_1, Ruleset

_Verdict = tuple[Outcome, Confidence, list[Reason]]


def decide_country(claims: Iterable[Claim], *, home: str, ruleset: Ruleset = COUNTRY_1) -> Location:
    """Where the claims say something is hosted, seen from `home`. Pure: same claims in any order, same location."""
    claims = tuple(dict.fromkeys(claims))
    addresses = addresses_in(claims, ruleset=ruleset)
    silences = {claim.value for claim in claims if claim.predicate is Predicate.NO_ADDRESS}
    outcome, confidence, reasons = _verdict(addresses, silences, home=home, ruleset=ruleset)
    return Location(
        outcome=outcome,
        countries=tuple(sorted(_countries(addresses))),
        providers=providers_in(claims, addresses),
        confidence=confidence,
        reasons=tuple(reasons),
        ruleset=ruleset.id,
        proxies=tuple(sorted({proxy for address in addresses for proxy in address.proxies})),
    )


def _verdict(addresses: tuple[Address, ...], silences: set[str], *, home: str, ruleset: Ruleset) -> _Verdict:
    if not addresses:
        return _without_address(silences)
    return (
        _hidden(addresses)
        or _disputed(addresses, home=home)
        or _unknown(addresses)
        or _several(addresses)
        or _one_country(addresses, silences, home=home, ruleset=ruleset)
    )


def _without_address(silences: set[str]) -> _Verdict:
    said = tuple(sorted(silences))
    if Silence.NO_HOST in silences:
        return Outcome.NO_HOST, Confidence.EXACT, [Reason("no_host")]
    if said and silences <= DEFINITE_SILENCES:
        return Outcome.NOT_RESOLVING, Confidence.EXACT, [Reason("no_address", said)]
    return Outcome.UNKNOWN_NETWORK, Confidence.PERSON, [Reason("not_resolved", said)]


def _hidden(addresses: tuple[Address, ...]) -> _Verdict | None:
    if not all(address.proxies for address in addresses):
        return None
    proxies = tuple(sorted({proxy for address in addresses for proxy in address.proxies}))
    return Outcome.HIDDEN, Confidence.EXACT, [Reason("behind_proxy", proxies)]


def _disputed(addresses: tuple[Address, ...], *, home: str) -> _Verdict | None:
    disputed = [address for address in _visible(addresses) if address.disputed]
    if not disputed:
        return None
    reasons = [
        Reason(
            "home_in_dispute" if home in address.countries else "country_in_dispute",
            (address.ip, *(f"{who}={'+'.join(sorted(countries))}" for who, countries in address.said)),
        )
        for address in disputed
    ]
    return Outcome.DISAGREEMENT, Confidence.PERSON, reasons


def _unknown(addresses: tuple[Address, ...]) -> _Verdict | None:
    unknown = tuple(address.ip for address in _visible(addresses) if address.unknown)
    return (Outcome.UNKNOWN_NETWORK, Confidence.PERSON, [Reason("network_unknown", unknown)]) if unknown else None


def _several(addresses: tuple[Address, ...]) -> _Verdict | None:
    reasons: list[Reason] = []
    if anycast := tuple(address.ip for address in addresses if address.anycast):
        reasons.append(Reason("anycast", anycast))
    if len(countries := _countries(addresses)) > 1:
        reasons.append(Reason("several_countries", tuple(sorted(countries))))
    if proxied := tuple(address.ip for address in addresses if address.proxies):
        reasons.append(Reason("partly_behind_proxy", proxied))
    return (Outcome.SEVERAL, Confidence.PERSON, reasons) if reasons else None


def _one_country(addresses: tuple[Address, ...], silences: set[str], *, home: str, ruleset: Ruleset) -> _Verdict:
    (country,) = _countries(addresses)
    outcome = Outcome.HOME if country == home else Outcome.ABROAD
    reasons = [Reason("all_addresses_in", (country,))]
    if any(len(address.said) < len(ruleset.witnesses) for address in addresses):
        reasons.append(Reason("single_witness"))
    if unanswered := tuple(sorted(silences - DEFINITE_SILENCES)):
        reasons.append(Reason("not_all_answered", unanswered))
    return outcome, Confidence.EXACT if len(reasons) == 1 else Confidence.LIKELY, reasons


def _visible(addresses: tuple[Address, ...]) -> list[Address]:
    """Addresses whose country says something: a proxy's says where the proxy stands."""
    return [address for address in addresses if not address.proxies]


def _countries(addresses: tuple[Address, ...]) -> set[str]:
    return {country for address in _visible(addresses) for country in address.countries}
