"""Escalation is proposed to a person: who else could be asked, and whether that one tells its customer.

The worker reads it from the claims that stand; nobody is asked anything for it. The owner of a site is never among
those proposed: there is no such kind, no such step and no letter to one (P11).
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from kindline.kernel.outbox.holding import is_held
from kindline.provenance.address import LocatorKind
from kindline.provenance.decision import decide_country
from kindline.provenance.suffix import registrable_domain
from kindline.services.hotline import law, notices, world
from kindline.services.hotline.deciding import latest
from kindline.services.hotline.followup import asked_last
from kindline.services.hotline.models import Address, Decision, Notice, Task
from kindline.services.hotline.one_by_one import each
from kindline.services.hotline.providing import home_providers
from kindline.services.hotline.releases import released_locator
from kindline.services.hotline.replay import opened_claims

# The authority always; another network or the platform at home; the trusted channel of a proxy, through the police; and
# the registrar, whom nobody here looks up: a registry that is asked for a name learns it.
KINDS = ("authority", "network", "platform", "proxy", "registrar")
OPEN = ("routed", "watching")


def propose_due(*, limit: int = 50) -> int:
    """Lay proposals beside each open escalation that has none yet; returns how many."""
    waiting = Task.objects.filter(kind="escalate_person", done_at=None).exclude(facts__has_key="proposals")
    return each(waiting[:limit], _propose)


def _propose(task: Task) -> int:
    found = [proposal for address in subjects(task) for proposal in _of(address)]
    proposals = [{"kind": "authority"}, *(one for at, one in enumerate(found) if one not in found[:at])]
    with transaction.atomic(using="core"):
        fresh = Task.objects.select_for_update().get(pk=task.pk)
        fresh.facts = fresh.facts | {"proposals": proposals}
        fresh.save(update_fields=["facts"])
    return 1


def subjects(task: Task) -> list[Address]:
    """The addresses an escalation is about: its own, or those a silent provider has not answered."""
    address = Address.objects.filter(pk=task.subject, state__in=OPEN)
    lines = Address.objects.filter(notice_items__notice=task.subject, notice_items__action="", state__in=OPEN)
    return list((address if not Notice.objects.filter(pk=task.subject).exists() else lines).select_related("report"))


def _of(address: Address) -> Iterator[dict[str, Any]]:
    decision = latest(address)
    if decision is None or is_held(address.pk):
        return
    # A decision of a person rests on the sources' last word as well.
    claims = opened_claims(decision)
    home = law.of(address.report).home
    location = decide_country(claims, home=home, ruleset=world.ruleset())
    yield from ({"kind": "proxy", "name": name} for name in location.proxies)
    if not _may_be_asked(address, decision):
        return
    asked = {asked_last(address), *address.notice_items.values_list("notice__provider__slug", flat=True)}
    for candidate in home_providers(claims, location, home=home):
        if candidate.provider not in asked:
            provider = notices.in_the_book(candidate)
            yield {"kind": "network" if candidate.asn else "platform", "provider": provider.slug}
    yield from _registrar(address)


def _registrar(address: Address) -> Iterator[dict[str, Any]]:
    """The registry under which its name stands, without the name; nothing for an address that has no such name."""
    locator = released_locator(address, why="proposal")
    host = locator.host or ""
    if locator.kind is LocatorKind.WEB and registrable_domain(host):
        yield {"kind": "registrar", "name": f".{host.rpartition('.')[2]}"}


def _may_be_asked(address: Address, decision: Decision) -> bool:
    """Whether the law and the police let the hotline ask any provider about it."""
    mandate = law.of(address.report)
    by_us = mandate.home_notice != "authority_only" and mandate.home_notice_sender == "hotline"
    return by_us and address.instruction == "act_now" and "notify" in decision.steps
