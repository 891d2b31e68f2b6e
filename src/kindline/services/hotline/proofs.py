"""What the hotline can show for the trust binder, asked when somebody looks."""

from datetime import timedelta

from django.apps import apps
from django.db.models import Count, F, Q
from django.utils.translation import gettext_noop as _

from kindline.kernel import clock
from kindline.kernel.audit.models import Checkpoint
from kindline.kernel.binder.showing import Shown, register
from kindline.kernel.directory.members import in_force
from kindline.kernel.mandate.active import active
from kindline.kernel.people.models import User
from kindline.kernel.register.models import Disclosure
from kindline.kernel.welfare.models import Talk
from kindline.sealing.errors import SealingError
from kindline.services.hotline.figures.arriving import reports
from kindline.services.hotline.tasks import WARNING

FACTORS = ("totp", "webauthn")
LAST = timedelta(days=365)


def mandate() -> Shown:
    try:
        known = active()
    except (OSError, SealingError, ValueError):
        return Shown(False, _("The mandate on disk does not carry its signatures."))
    facts = {"id": known.id, "since": known.since.isoformat(), "basis": known.basis}
    return Shown(True, _("Mandate %(id)s, signed by both keys, since %(since)s: %(basis)s"), facts, clock.now())


def second_factor() -> Shown:
    proved = apps.get_model("mfa", "Authenticator").objects.filter(type__in=FACTORS).values("user")
    return _people(_("%(n)d of %(of)d people have a second factor"), Q(pk__in=proved))


def undertakings() -> Shown:
    words = _("%(n)d of %(of)d people have undertaken secrecy in writing")
    return _people(words, Q(undertaking_signed_at__isnull=False))


def keys() -> Shown:
    try:
        known = [key for authority in active().authorities.values() for key in authority.keys]
    except (OSError, SealingError, ValueError):
        return mandate()
    lasting = sum(key.not_after - clock.today() > WARNING for key in known)
    return _of(_("%(n)d of %(of)d recipients' keys last longer than a month"), lasting, len(known))


def log() -> Shown:
    last = Checkpoint.objects.order_by("-size").first()
    if last is None:
        return Shown(False, _("No checkpoint of the log is signed yet."))
    return Shown(True, _("The log is signed up to entry %(n)d"), {"n": last.size}, clock.now())


def disclosures() -> Shown:
    n = Disclosure.objects.filter(told_on__gte=clock.today() - LAST).count()
    return Shown(None, _("%(n)d lawful disclosures in the register within a year"), {"n": n}, clock.now())


def languages() -> Shown:
    used = reports().filter(received_hour__gte=clock.now() - LAST).order_by().values_list("language", flat=True)
    said = ", ".join(sorted(set(used.distinct()))) or "–"
    return Shown(None, _("Reports within a year came in: %(languages)s"), {"languages": said}, clock.now())


def members() -> Shown:
    known = in_force().members.values()
    facts = {"n": len(known), "seen": max((one.seen for one in known), default=clock.today()).isoformat()}
    words = _("The directory knows member hotlines in %(n)d countries (%(seen)s)")
    return Shown(bool(known), words, facts, clock.now())


def with_assessor() -> Shown:
    recent = reports().filter(received_hour__gte=clock.now() - LAST, received_hour__lt=clock.now() - timedelta(days=1))
    soon = Q(acknowledged_at__lte=F("received_hour") + timedelta(hours=24))
    words = _("%(n)d of %(of)d reports of a year were with those who assess within 24 h")
    return Shown(None, words, recent.aggregate(n=Count("pk", filter=soon), of=Count("pk")), clock.now())


def late() -> Shown:
    # Here and not above: queues read `intake`, which not every face that registers these answers has.
    from kindline.services.hotline import queue

    n = queue.envelopes("late")[: queue.CAP].count()
    return Shown(n == 0, _("%(n)d envelopes are late now"), {"n": n}, clock.now())


def talks() -> Shown:
    n = Talk.objects.filter(done_on=None, due_on__lt=clock.today()).count()
    return Shown(n == 0, _("%(n)d talks with staff are overdue"), {"n": n}, clock.now())


def _people(words: str, has: Q) -> Shown:
    counted = User.objects.filter(is_active=True).aggregate(n=Count("pk", filter=has), of=Count("pk"))
    return _of(words, counted["n"], counted["of"])


def _of(words: str, n: int, of: int) -> Shown:
    return Shown(n == of, words, {"n": n, "of": of}, clock.now())


def register_proofs() -> None:
    answers = (
        mandate, second_factor, undertakings, keys, log, disclosures, languages, members, with_assessor, late, talks,
    )  # fmt: skip
    register({answer.__name__: answer for answer in answers})
