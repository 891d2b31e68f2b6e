"""Taking one address, being handed its sealed envelope for a reason, giving it back or passing it on."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from kindline.kernel import clock, kill_points
from kindline.kernel.audit.record import record
from kindline.kernel.outbox import holding
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.outbox.receipts import fetch
from kindline.kernel.people.licences import what_bars
from kindline.kernel.people.models import User
from kindline.kernel.procedure import deadlines
from kindline.kernel.welfare import exposure
from kindline.kernel.welfare.allowance import Allowance
from kindline.kernel.welfare.exposure import Enough
from kindline.services.hotline import handover
from kindline.services.hotline.assessment import earlier, law, waiting
from kindline.services.hotline.assessment.models import Taking

EARLIER = "earlier"
# Why the sealed address is asked for. With `earlier` it is opened to be released and stays masked on the screen.
ADDRESS_REASONS = ("assess", "check", EARLIER)
WORDS_REASONS = ("context", "danger", "check")
WORDS = ("account", "addition")
# Who took something and went home without a word has handed it back.
LAPSES_AFTER = timedelta(hours=4)


class NotNow(Exception):
    """Nothing is handed out now: `why` is a code for a kind sentence, `until` when that ends, if it does by itself."""

    def __init__(self, why: str, until: datetime | None = None) -> None:
        super().__init__(why)
        self.why, self.until = why, until


def in_hand(analyst: User) -> Taking | None:
    """What this analyst has taken and not yet answered."""
    found = Taking.objects.filter(analyst=analyst, ended_at=None)
    return found.select_related("report", "address").first()


def allowance_of(analyst: User) -> Allowance:
    """What this analyst may still be exposed to today, under the mandate in force."""
    return exposure.allowance_of(analyst, limits=law.limits(), zone=law.zone())


def bar(analyst: User, found: Allowance | None = None) -> NotNow | None:
    """Why nothing is handed to this analyst now, or None. `found`: the allowance, where it is known already."""
    if why := what_bars(analyst):
        return NotNow(why)
    found = found or allowance_of(analyst)
    return NotNow(found.why, found.until) if found.why else None


def take_next(*, by: User) -> Taking:
    """Take what is due first, one at a time; what is in hand already is returned. NotNow says why there is nothing."""
    _lapse()
    barred = bar(by)
    if held := in_hand(by):
        return held
    if barred:
        raise barred
    for _ in range(5):
        offer = waiting.best(by)
        if offer is None:
            raise NotNow("nothing_waits")
        try:
            return _take(offer, by)
        except IntegrityError:
            # Another analyst was quicker, or this one has two windows: look again.
            if held := in_hand(by):
                return held
    raise NotNow("nothing_waits")


def hand_out(taking: Taking, *, reason: str, by: User) -> bytes:
    """The sealed envelope of the address in hand, alone. NotNow unless the person may be handed it for this reason.

    The log's leaf and the proof of fetching are committed before a byte is returned (P7).
    """
    if taking.address is None or reason not in ADDRESS_REASONS:
        raise NotNow("no_reason")
    if reason == EARLIER and earlier.earlier_of(taking.address) is None:
        raise NotNow("no_reason")
    ordinal = taking.address.ordinal
    return _hand_out(taking, ("address",), ordinal, reason=reason, shows=reason != EARLIER, by=by)


def hand_out_words(taking: Taking, *, reason: str, by: User) -> bytes:
    """What the reporter wrote, sealed. NotNow unless asked for with a reason; it is exposure like the address."""
    if reason not in WORDS_REASONS:
        raise NotNow("no_reason")
    return _hand_out(taking, WORDS, None, reason=reason, shows=True, by=by)


@transaction.atomic(using="core")
def copied(taking: Taking, *, by: User) -> None:
    """The plain address is about to be copied for the viewing station: the log says so first."""
    _still_in_hand(taking, by)
    if taking.address is None or taking.opened_at is None:
        raise NotNow("not_opened")
    record("assessment.address-copied", subject=taking.address.pk, by=who(by))


def hand_back(taking: Taking, *, by: User) -> None:
    """Given back unanswered: the next analyst is offered it."""
    with transaction.atomic(using="core"):
        end(taking, "handed_back", by=by)


def pass_on(taking: Taking, *, to: User, by: User) -> None:
    """Passed on to a colleague at the end of a shift: kept for that person for twelve hours."""
    if to.pk == by.pk or what_bars(to):
        raise NotNow("not_to_them")
    with transaction.atomic(using="core"):
        Taking.objects.filter(pk=taking.pk).update(passed_to=to)
        end(taking, "passed_on", by=by)


def end(taking: Taking, how: str, *, by: User) -> None:
    """It is out of this analyst's hands, and the exposure ends with it. In the caller's transaction."""
    _still_in_hand(taking, by)
    Taking.objects.filter(pk=taking.pk).update(ended_at=clock.now(), end=how)
    exposure.end(by, limits=law.limits())
    record(f"assessment.{how.replace('_', '-')}", subject=_subject(taking), by=who(by))


def who(analyst: User) -> str:
    """How the log names an analyst."""
    return f"analyst:{analyst.pk}"


@transaction.atomic(using="core")
def _take(offer: waiting.Offer, by: User) -> Taking:
    taking = Taking.objects.create(
        analyst=by, report_id=offer.report, address_id=offer.address, parcel=offer.parcel, taken_at=clock.now()
    )
    record("assessment.taken", subject=_subject(taking), by=who(by))
    return taking


def _hand_out(
    taking: Taking, purposes: tuple[str, ...], ordinal: int | None, *, reason: str, shows: bool, by: User
) -> bytes:
    _let_go_of_held(taking, by)
    with transaction.atomic(using="core"):
        _may_be_handed(taking, by, shows=shows)
        parcel = fetch(taking.parcel, recipient=f"authority:{law.assessor().id}", by=who(by))
        deadlines.meet(parcel.subject, "handover")
        Taking.objects.filter(pk=taking.pk, opened_at=None).update(opened_at=clock.now())
        entry = _only(parcel, purposes, ordinal)
        facts = {"reason": reason, "purposes": sorted({each["purpose"] for each in entry["envelopes"]})}
        record("assessment.opened", subject=_subject(taking), by=who(by), facts=facts)
    kill_points.reach("assessment.opened")
    return handover.download([entry])


def _let_go_of_held(taking: Taking, by: User) -> None:
    """The police ordered it held while it was in these hands: from here that looks like an address that was let go."""
    if not any(holding.is_held(subject) for subject in (taking.report_id, taking.address_id) if subject):
        return
    with transaction.atomic(using="core"):
        end(taking, "lapsed", by=by)
    raise NotNow("not_in_hand")


def _may_be_handed(taking: Taking, by: User, *, shows: bool) -> None:
    """Licensed today, still the one who has it, and not beyond what a person should bear; the clock starts here."""
    _still_in_hand(taking, by)
    if why := what_bars(by):
        raise NotNow(why)
    if not shows:
        return
    try:
        exposure.begin(by, limits=law.limits(), zone=law.zone())
    except Enough as enough:
        raise NotNow(enough.why, enough.until) from None


def _only(parcel: Parcel, purposes: tuple[str, ...], ordinal: int | None) -> dict[str, Any]:
    """A parcel with these envelopes of it alone."""
    entry = handover.entry_of(parcel)
    entry["envelopes"] = [
        each
        for each in entry["envelopes"]
        if each["purpose"] in purposes and (ordinal is None or each["ordinal"] == ordinal)
    ]
    return entry


def _still_in_hand(taking: Taking, by: User) -> None:
    if not Taking.objects.select_for_update().filter(pk=taking.pk, analyst=by, ended_at=None).exists():
        raise NotNow("not_in_hand")


def _subject(taking: Taking) -> Any:
    return taking.address_id or taking.report_id


def _lapse() -> None:
    for taking in Taking.objects.filter(ended_at=None, taken_at__lt=clock.now() - LAPSES_AFTER).select_related(
        "analyst"
    ):
        with transaction.atomic(using="core"):
            end(taking, "lapsed", by=taking.analyst)
