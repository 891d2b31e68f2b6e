"""`./kindline locate --explain 'TEXT'`: one address as a page a person can read: steps, claims, decision, what would
change it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from kindline.faces.locate import words
from kindline.provenance.address import Locator, Refusal, parse
from kindline.provenance.bulk import Routes
from kindline.provenance.claims import Claim
from kindline.provenance.decision import CURRENT, Change, Location, decide_country, what_would_change
from kindline.provenance.locate import gather
from kindline.provenance.masking import defang
from kindline.provenance.pack import Pack
from kindline.provenance.resolver import NoResolver, ResolutionFailed, Resolver

MOST_CHANGES = 12


def run(text: str, *, pack: Pack, home: str, at: datetime, resolver: Resolver, routes: Routes, law: str) -> int:
    """Prints the page; 1 for a text that is no address, with the reason."""
    parsed = parse(text)
    if isinstance(parsed, Refusal):
        _print("1. Read", _refused(parsed))
        return 1
    claims, failed = _gathered(parsed, pack=pack, at=at, resolver=resolver)
    location = decide_country(claims, home=home)
    _print("1. Read", _read(parsed))
    _print("2. Asked", _asked(resolver, claims, pack, failed))
    _print("3. Claims: who said what, when, and who learnt of it by our asking", _claims(claims))
    _print(f"4. Decision: ruleset {CURRENT.id}, seen from {home}", _decided(location))
    route = routes.of(parsed.kind.value, location.outcome.value, location.country, location.confidence.value)
    _print(f"5. Route under {law}, if it is abuse material and released", [route or "none: the mandate has a gap"])
    _print("6. What would change it", [*_unasked(location), *_changes(what_would_change(claims, home=home))])
    return 0


def _gathered(
    locator: Locator, *, pack: Pack, at: datetime, resolver: Resolver
) -> tuple[tuple[Claim, ...], ResolutionFailed | None]:
    try:
        return gather(locator, pack=pack, resolver=resolver, at=at), None
    except ResolutionFailed as silent:
        return tuple(silent.claims), silent


def _print(title: str, lines: Iterable[str]) -> None:
    print(title)
    for line in lines:
        print(f"   {line}")
    print()


def _refused(refusal: Refusal) -> Iterator[str]:
    yield f"not taken: {words.plain(refusal.code)}"
    if refusal.sha256:
        yield f"kept of it: length {refusal.length}, sha256 {refusal.sha256}"


def _read(locator: Locator) -> Iterator[str]:
    yield f"kind        {locator.kind}"
    yield f"canonical   {defang(locator.canonical)}"
    yield f"key         {locator.key.hex()} under {locator.canon_version}"
    if locator.host:
        yield f"host        {defang(locator.host)}"
    if locator.registrable_domain:
        yield f"registered  {defang(locator.registrable_domain)}"
    if locator.platform:
        yield f"platform    {locator.platform}"
    for note in locator.notes:
        yield f"noticed     {words.plain(note.code)}"


def _asked(resolver: Resolver, claims: Iterable[Claim], pack: Pack, failed: ResolutionFailed | None) -> Iterator[str]:
    nobody = isinstance(resolver, NoResolver)
    yield "no resolver (--resolve dot:… or zone:… asks one)" if nobody else "the configured resolver, never the host"
    yield f"pack {pack.id}, on this machine"
    if failed:
        yield "the resolver did not answer: nothing is concluded from silence"
    furthest = max((claim.disclosure for claim in claims), default=None)
    if furthest:
        yield f"told by asking: {furthest} ({words.DISCLOSED[furthest]})"


def _claims(claims: tuple[Claim, ...]) -> Iterator[str]:
    if not claims:
        yield "none"
    for claim in claims:
        subject, value = defang(claim.subject), defang(claim.value)
        yield f"{subject} {words.says(claim.predicate)} {value}"
        yield f"    {_source(claim)}"


def _source(claim: Claim) -> str:
    details = "".join(f"; {name} {value}" for name, value in claim.details)
    seen = f"{claim.observed_at:%Y-%m-%d %H:%M} UTC"
    source = f"{claim.source} {claim.source_version}".strip()
    return f"{source}, {seen}, {claim.disclosure}, sha256 {claim.raw_sha256[:12]}{details}"


def _decided(location: Location) -> Iterator[str]:
    yield f"outcome     {_outcome(location)}"
    yield f"confidence  {location.confidence}: {words.CONFIDENCE[location.confidence]}"
    for reason in location.reasons:
        yield f"because     {words.reason(reason)}"
    others = [country for country in location.countries if country != location.country]
    if others:
        yield f"also heard  {', '.join(others)}"
    for provider in location.providers:
        number = f" (AS{provider.asn})" if provider.asn else ""
        yield f"answers     {provider.holder}{number}"


def _outcome(location: Location) -> str:
    return f"{words.plain(location.outcome)}{f', {location.country}' if location.country else ''}"


def _unasked(location: Location) -> Iterator[str]:
    if any(reason.code == "not_resolved" for reason in location.reasons):
        yield "an answer of a resolver: no addresses of this name are known yet"


def _changes(changes: tuple[Change, ...]) -> Iterator[str]:
    if not changes:
        yield "no single claim, said otherwise or not made"
    for change in changes[:MOST_CHANGES]:
        claim = change.claim
        said = f"{defang(claim.subject)} {words.says(claim.predicate)}"
        yield f"if {words.INSTEAD[change.instead].format(said=said, value=defang(claim.value))}"
        yield f"    then {_outcome(change.location)}, {words.CONFIDENCE[change.location.confidence]}"
    if len(changes) > MOST_CHANGES:
        yield f"and {len(changes) - MOST_CHANGES} more"
