"""The table of the decision, from the strongest doubt to the plain case.

0. on a platform whose legal entity a register knows: that entity's country, whatever its addresses say
1. no address: no host · not resolving · we do not know (nobody asked, nobody answered)
2. every address behind a proxy: hidden, which is a result and not a failure (provenance.md §5)
3. sources disagree about one address: a person, unless all of them are abroad and the place of the servers is known
4. an address of no known network: a person
5. anycast, several countries, or some addresses behind a proxy and some not: a person
6. one country: home or abroad; exact when every needed witness spoke and every question was answered, else likely;
   too few witnesses, or home on a platform that no register knows: a person
7. whatever rests on a pack that is too old, or on what others than the host's own name answered: a person confirms
"""

from collections.abc import Iterable

from kindline.provenance.claims import DEFINITE_SILENCES, Claim, Predicate, Silence
from kindline.provenance.decision.addresses import Address, addresses_in
from kindline.provenance.decision.aging import old_packs
from kindline.provenance.decision.model import Confidence, Location, Outcome, Reason
from kindline.provenance.decision.platforms import Platform, operators, platforms_in
from kindline.provenance.decision.providers import providers_in
from kindline.provenance.decision.ruleset import CURRENT, Ruleset

NAME_NOT_ASKED = "name_not_asked"
_Verdict = tuple[Outcome, Confidence, list[Reason]]
_WITHOUT_PACK = frozenset((Outcome.NO_HOST, Outcome.NOT_RESOLVING))


def decide_country(claims: Iterable[Claim], *, home: str, ruleset: Ruleset = CURRENT) -> Location:
    """Where the claims say something is hosted, seen from `home`. Pure: same claims in any order, same location."""
    claims = tuple(dict.fromkeys(claims))
    addresses = addresses_in(claims, ruleset=ruleset)
    platforms = platforms_in(claims) if ruleset.platforms else ()
    silences = {claim.value for claim in claims if claim.predicate is Predicate.NO_ADDRESS}
    answered = _platform(platforms, addresses, silences, home=home)
    verdict = answered or _verdict(addresses, silences, platforms, home=home, ruleset=ruleset)
    if not answered:
        verdict = _held_back(verdict, silences)
    outcome, confidence, reasons = _aged(verdict, old_packs(claims, days=ruleset.pack_days))
    heard = _entities(platforms) if answered else _countries(addresses, home=home, ruleset=ruleset)
    return Location(
        outcome=outcome,
        countries=tuple(sorted(heard)),
        providers=(*operators(platforms), *providers_in(claims, addresses)),
        confidence=confidence,
        reasons=tuple(reasons),
        ruleset=ruleset.id,
        proxies=tuple(sorted({proxy for address in addresses for proxy in address.proxies})),
    )


def _verdict(
    addresses: tuple[Address, ...],
    silences: set[str],
    platforms: tuple[Platform, ...],
    *,
    home: str,
    ruleset: Ruleset,
) -> _Verdict:
    if not addresses:
        return _without_address(silences)
    outcome, confidence, reasons = (
        _hidden(addresses)
        or _disputed(addresses, home=home, ruleset=ruleset)
        or _unknown(addresses)
        or _several(addresses, home=home, ruleset=ruleset)
        or _one_country(addresses, silences, platforms, home=home, ruleset=ruleset)
    )
    return outcome, confidence, [*reasons, *_settled(addresses, home=home, ruleset=ruleset)]


def _platform(
    platforms: tuple[Platform, ...], addresses: tuple[Address, ...], silences: set[str], *, home: str
) -> _Verdict | None:
    countries = _entities(platforms)
    if not countries or (not addresses and silences and silences <= DEFINITE_SILENCES):
        return None
    known = [platform for platform in platforms if platform.countries]
    said = tuple(f"{platform.name}={'+'.join(sorted(platform.countries))}" for platform in known)
    if len(countries) > 1:
        return Outcome.DISAGREEMENT, Confidence.PERSON, [Reason("platform_in_dispute", said)]
    outcome = Outcome.HOME if home in countries else Outcome.ABROAD
    reasons = [Reason("platform_register", said)]
    elsewhere = tuple(sorted({cc for address in addresses for cc in address.countries} - countries))
    if elsewhere:
        reasons.append(Reason("platform_answers_elsewhere", elsewhere))
    if unverified := tuple(platform.name for platform in known if not platform.verified):
        return outcome, Confidence.PERSON, [*reasons, Reason("platform_unverified", unverified)]
    return outcome, Confidence.LIKELY if elsewhere else Confidence.EXACT, reasons


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


def _disputed(addresses: tuple[Address, ...], *, home: str, ruleset: Ruleset) -> _Verdict | None:
    disputed = [address for address in _visible(addresses) if len(address.held(home=home, ruleset=ruleset)) > 1]
    if not disputed:
        return None
    reasons = [
        Reason("home_in_dispute" if home in address.countries else "country_in_dispute", _said(address))
        for address in disputed
    ]
    return Outcome.DISAGREEMENT, Confidence.PERSON, reasons


def _unknown(addresses: tuple[Address, ...]) -> _Verdict | None:
    unknown = tuple(address.ip for address in _visible(addresses) if address.unknown)
    return (Outcome.UNKNOWN_NETWORK, Confidence.PERSON, [Reason("network_unknown", unknown)]) if unknown else None


def _several(addresses: tuple[Address, ...], *, home: str, ruleset: Ruleset) -> _Verdict | None:
    reasons: list[Reason] = []
    if anycast := tuple(address.ip for address in addresses if address.anycast):
        reasons.append(Reason("anycast", anycast))
    if len(countries := _countries(addresses, home=home, ruleset=ruleset)) > 1:
        reasons.append(Reason("several_countries", tuple(sorted(countries))))
    if proxied := tuple(address.ip for address in addresses if address.proxies):
        reasons.append(Reason("partly_behind_proxy", proxied))
    return (Outcome.SEVERAL, Confidence.PERSON, reasons) if reasons else None


def _one_country(
    addresses: tuple[Address, ...],
    silences: set[str],
    platforms: tuple[Platform, ...],
    *,
    home: str,
    ruleset: Ruleset,
) -> _Verdict:
    (country,) = _countries(addresses, home=home, ruleset=ruleset)
    outcome = Outcome.HOME if country == home else Outcome.ABROAD
    reasons = [Reason("all_addresses_in", (country,))]
    if not all(address.spoke(ruleset.needed) for address in addresses):
        reasons.append(Reason("single_witness"))
    if unanswered := tuple(sorted(silences - DEFINITE_SILENCES)):
        reasons.append(Reason("not_all_answered", unanswered))
    doubts: list[Reason] = []
    if any(len(address.said) < ruleset.fewest for address in addresses):
        doubts.append(Reason("too_few_witnesses"))
    if outcome is Outcome.HOME and platforms:
        doubts.append(Reason("platform_unknown", tuple(platform.name for platform in platforms)))
    if doubts:
        return outcome, Confidence.PERSON, [*reasons, *doubts]
    exact = len(reasons) == 1 and not _settled(addresses, home=home, ruleset=ruleset)
    return outcome, Confidence.EXACT if exact else Confidence.LIKELY, reasons


def _held_back(verdict: _Verdict, silences: set[str]) -> _Verdict:
    """The name was not asked, for asking may tell who looked: a wildcard's answer is no more than a guess."""
    outcome, _, reasons = verdict
    if Silence.NEEDS_APPROVAL not in silences:
        return verdict
    return outcome, Confidence.PERSON, [*reasons, Reason(NAME_NOT_ASKED)]


def _aged(verdict: _Verdict, old: list[Reason]) -> _Verdict:
    outcome, confidence, reasons = verdict
    if not old or outcome in _WITHOUT_PACK:
        return verdict
    return outcome, Confidence.PERSON, [*reasons, *old]


def _settled(addresses: tuple[Address, ...], *, home: str, ruleset: Ruleset) -> list[Reason]:
    settled = [address for address in _visible(addresses) if address.settled_by_place(home=home, ruleset=ruleset)]
    return [Reason("place_over_holder", _said(address)) for address in settled]


def _said(address: Address) -> tuple[str, ...]:
    return (address.ip, *(f"{who}={'+'.join(sorted(countries))}" for who, countries in address.said))


def _visible(addresses: tuple[Address, ...]) -> list[Address]:
    """Addresses whose country says something: a proxy's says where the proxy stands."""
    return [address for address in addresses if not address.proxies]


def _countries(addresses: tuple[Address, ...], *, home: str, ruleset: Ruleset) -> set[str]:
    return {cc for address in _visible(addresses) for cc in address.held(home=home, ruleset=ruleset)}


def _entities(platforms: tuple[Platform, ...]) -> set[str]:
    return {country for platform in platforms for country in platform.countries}
