"""The letters of a dossier: what its authority reads, and the orders that only that authority can make its own.

They lie sealed with the dossier and are never sent by us. Each is written without its address, which stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kindline.kernel import clock
from kindline.kernel.audit.record import canonical
from kindline.kernel.mandate.letter_law import DRAFTS, OF_STEPS
from kindline.kernel.mandate.nouns import Mandate, Rule
from kindline.provenance.decision.model import Provider
from kindline.sealing.padding import MAX_PLAINTEXT
from kindline.services.hotline import law, lettering
from kindline.services.hotline.check_codes import check_code, dossier_number
from kindline.services.hotline.models import Decision, Dossier
from kindline.services.hotline.providing import home_provider
from kindline.services.hotline.writing.composing import Case, Place
from kindline.services.hotline.writing.letter import Letter

if TYPE_CHECKING:
    from kindline.services.hotline.deciding import Finding


def enclosed(content: dict[str, Any], row: Dossier, decision: Decision, finding: Finding) -> dict[str, Any]:
    """The dossier with its letters; without the drafts should it not fit into an envelope with them."""
    written = _letters(row, decision, finding, reader=str(content.get("member", {}).get("hotline", "")))
    letters = [letter.without_addresses().to_dict() for letter in written]
    for kept in (letters, letters[:1], []):
        whole = content | {"letters": kept}
        if len(canonical(whole)) <= MAX_PLAINTEXT:
            return whole
    return content


def _letters(row: Dossier, decision: Decision, finding: Finding, *, reader: str) -> Iterator[Letter]:
    """`reader` is the member hotline it is passed on to; else the authority reads it, in its own language."""
    mandate = law.of(row.address.report)
    authority = mandate.authorities[row.authority]
    language = "en" if row.purpose == "member" else authority.language
    provider = home_provider(finding.claims, finding.location, home=mandate.home)
    case = _case(row, decision, finding, reader=reader or authority.name, provider=provider)
    yield lettering.write(OF_STEPS[row.purpose], language, case, mandate=mandate)
    if row.purpose != "refer" or provider is None:
        return
    # In a language the provider can be written to (art. 9(2)(c)), and in that of whoever signs.
    for kind in (kind for kind in DRAFTS if kind in _rule(mandate, decision).letters):
        for language in dict.fromkeys((provider.language or "en", authority.language)):
            yield lettering.write(kind, language, case, mandate=mandate)


def _rule(mandate: Mandate, decision: Decision) -> Rule:
    return next(rule for rule in mandate.rules if rule.name == decision.route)


def _case(row: Dossier, decision: Decision, finding: Finding, *, reader: str, provider: Provider | None) -> Case:
    place = Place(
        line=1,
        address=finding.locator.canonical,
        classification=row.address.classification,
        country=decision.country,
        networks=tuple((f"AS{one.asn}", one.holder) for one in finding.location.providers if one.asn),
    )
    return Case(
        number=dossier_number(row.number),
        check_code=check_code(row.pk),
        day=clock.today(),
        looked_up=decision.decided_at.date(),
        recipient=reader,
        places=(place,),
        route=decision.route,
        exercise=law.of(row.address.report).exercise,
        provider=provider.holder if provider else "",
        provider_mailbox=provider.mailbox if provider else "",
    )
