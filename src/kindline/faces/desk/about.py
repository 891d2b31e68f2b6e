"""What a task is about, as far as the desk may know it: codes and names, never an address."""

from typing import Any

from kindline.faces.desk import phrases
from kindline.faces.desk.assessment_words import LISTS
from kindline.kernel.directory.models import Provider
from kindline.kernel.outbox.models import Parcel
from kindline.services.hotline.ageing import age_of
from kindline.services.hotline.assessment.models import Opinion
from kindline.services.hotline.models import Address, Decision, Notice, Report, Task


def about(task: Task) -> list[tuple[str, str]]:
    """Names of facts and what they say, in the order a person asks."""
    found: dict[str, Any] = {name: value for name, value in task.facts.items() if name != "proposals"}
    found |= _ABOUT.get(task.kind, _noun)(task)
    return words_of(found)


def proposals(task: Task) -> list[dict[str, Any]]:
    """Who else could be asked, and what the contact book knows of each: above all whether it tells its customer."""
    found = task.facts.get("proposals", [])
    slugs = [one["provider"] for one in found if "provider" in one]
    known = {row.slug: row for row in Provider.objects.filter(slug__in=slugs).defer("factor")}
    return [one | {"entry": known.get(one.get("provider", ""))} for one in found]


def words_of(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Facts with words for their codes, empty ones left out."""
    return [(name, _text(name, value)) for name, value in facts.items() if value not in ("", None, [])]


def _text(name: str, value: Any) -> str:
    if name in ("why", "place"):
        return str(phrases.words(str(value), "why"))
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _provider(task: Task) -> dict[str, Any]:
    provider = Provider.objects.filter(pk=task.subject).first()
    if provider is None:
        return {}
    source = f"{provider.source} {provider.source_version}"
    return {"provider": provider.name, "mailbox": provider.mailbox, "source": source, "state": provider.standing}


def _parcel(task: Task) -> dict[str, Any]:
    parcel = Parcel.objects.defer("sealed_body").filter(pk=task.subject).first()
    if parcel is None:
        return {}
    return {
        "kind": parcel.kind,
        "recipient": parcel.recipient,
        "state": parcel.state,
        "attempts": parcel.attempts,
    }


def _noun(task: Task) -> dict[str, Any]:
    address = Address.objects.select_related("report").filter(pk=task.subject).first()
    if address:
        age = age_of(address)
        named = {"report": f"▮▮▮▮ {address.report.number} · {address.ordinal}"}
        return named | {"reported_days": age.reported, "looked_up_days": age.looked_up} | _route(address)
    report = Report.objects.filter(pk=task.subject).first()
    if report:
        return {"report": f"▮▮▮▮ {report.number}"}
    notice = Notice.objects.select_related("provider").defer("sealed").filter(pk=task.subject).first()
    return {"notice": notice.number, "provider": notice.provider.name} if notice else {}


def _route(address: Address) -> dict[str, Any]:
    last = Decision.objects.filter(address=address).order_by("-decided_at").first()
    if last is None:
        return {}
    return {
        "route": last.route,
        "place": last.place,
        "country": last.country,
        "confidence": last.confidence,
        "reasons": last.reasons,
        "pack": last.pack,
    }


def _opinions(task: Task) -> dict[str, Any]:
    """What was said of the address, in the order it was said, and by nobody in particular (HOUSE P9)."""
    said = Opinion.objects.filter(address=task.subject).order_by("number")
    return _noun(task) | {f"opinion_{one.number}": _opinion(one) for one in said}


def _opinion(said: Opinion) -> str:
    verdict = phrases.words(said.verdict, "verdict"), phrases.words(said.classification, "classification")
    codes = (LISTS[entry["list"]][1].get(entry["code"], entry["code"]) for entry in said.codes[1:])
    return ", ".join(str(part) for part in (*verdict, *codes) if part)


_ABOUT = {
    "confirm_mailbox": _provider,
    "dead_parcel": _parcel,
    "opinions_differ": _opinions,
    "certificate": _provider,
}
