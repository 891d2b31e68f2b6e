"""How old the packs are that the claims come from, reckoned from the claims alone."""

from collections.abc import Iterable
from datetime import date

from kindline.provenance.claims import Claim, Predicate
from kindline.provenance.decision.model import Reason


def old_packs(claims: Iterable[Claim], *, days: int | None) -> list[Reason]:
    """One reason for each pack that something was taken from and that was older than `days` at that moment.

    A pack whose day is not claimed has no age: that is invented data.
    """
    if days is None:
        return []
    claims = tuple(claims)
    used = {claim.source_version for claim in claims if claim.predicate is not Predicate.PACK_AS_OF}
    ages = {
        (claim.subject, (claim.observed_at.date() - as_of).days)
        for claim in claims
        if claim.predicate is Predicate.PACK_AS_OF and claim.subject in used and (as_of := _day(claim.value))
    }
    return [Reason("pack_old", (pack, str(age))) for pack, age in sorted(ages) if age > days]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
