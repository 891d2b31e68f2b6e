"""Letting partners in, changing their keys, and shutting them out. Every change is in the log; nothing is deleted."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.partners.models import Kind, Partner, PartnerKey
from kindline.kernel.partners.scopes import OPENS, allowed
from kindline.sealing.keys import SealingPublicKey, VerifyKey

Key = VerifyKey | SealingPublicKey


class Refused(ValueError):
    """The register cannot take this; the text says why."""


@transaction.atomic(using="core")
def add(
    *,
    id: str,
    kind: str,
    name: str,
    keys: Sequence[Key],
    by: str,
    speaks_for: str = "",
    scopes: Collection[str] = (),
    certificate: str = "",
    until: datetime | None = None,
) -> Partner:
    """A new partner with at least one key that signs; Refused for an id or key that is known, or a missing part."""
    if kind not in Kind.values:
        raise Refused(f"a partner is one of: {', '.join(Kind.values)}")
    if (kind != Kind.SITE) != bool(speaks_for):
        raise Refused("an authority, a provider and a member speak for one of ours; a site for nobody")
    if not any(isinstance(key, VerifyKey) for key in keys):
        raise Refused("a partner signs what it asks: a signing key is missing")
    if kind in OPENS and not any(isinstance(key, SealingPublicKey) for key in keys):
        raise Refused("what it is sent is sealed to it: an opening key is missing")
    if Partner.objects.filter(pk=id).exists():
        raise Refused(f"{id} is known already")
    try:
        may = allowed(kind, scopes)
    except ValueError as problem:
        raise Refused(str(problem)) from None
    now = clock.now()
    partner = Partner.objects.create(
        id=id, kind=kind, name=name, speaks_for=speaks_for, scopes=may, certificate=certificate.lower(),
        active_from=now, active_until=until,
    )  # fmt: skip
    _take(partner, keys, now)
    facts = {"kind": kind, "speaks_for": speaks_for, "scopes": may, "keys": sorted(key.key_id for key in keys)}
    record("partner.added", subject=id, by=by, facts=facts)
    return partner


@transaction.atomic(using="core")
def rotate(partner_id: str, *, keys: Sequence[Key], keep: timedelta, by: str) -> None:
    """The next keys; earlier ones of the same use end after `keep`, so that nothing stands still meanwhile."""
    partner = _found(partner_id)
    ends = clock.now() + keep
    for use in {_use(key) for key in keys}:
        old = partner.keys.filter(use=use).filter(Q(active_until=None) | Q(active_until__gt=ends))
        old.update(active_until=ends)
    _take(partner, keys, clock.now())
    record("partner.rotated", subject=partner.pk, by=by, facts={"keys": sorted(key.key_id for key in keys)})


@transaction.atomic(using="core")
def revoke(partner_id: str, *, by: str, key_id: str = "") -> None:
    """Shut the partner out, or one key of it, from this moment on. Repeating changes nothing."""
    partner = _found(partner_id)
    now = clock.now()
    if key_id:
        if not partner.keys.filter(pk=key_id).exists():
            raise Refused(f"{partner_id} has no key {key_id}")
        partner.keys.filter(pk=key_id).filter(Q(active_until=None) | Q(active_until__gt=now)).update(active_until=now)
    else:
        Partner.objects.filter(pk=partner.pk, revoked_at=None).update(revoked_at=now)
    record("partner.revoked", subject=partner.pk, by=by, facts={"key": key_id})


def current(*, kind: str, speaks_for: str) -> QuerySet[Partner]:
    """The partners that speak for one of ours now."""
    return Partner.objects.filter(_now(), kind=kind, speaks_for=speaks_for, revoked_at=None)


def opening_keys(*, kind: str, speaks_for: str) -> list[SealingPublicKey]:
    """The keys to seal to now for an authority, provider or member; none when it has no system of its own here."""
    keys = PartnerKey.objects.filter(_now(), use="opening", partner__in=current(kind=kind, speaks_for=speaks_for))
    return [SealingPublicKey.from_text(key.public) for key in keys.order_by("key_id")]


def signing_keys(partner: Partner) -> list[VerifyKey]:
    """The keys that the partner may sign with now."""
    return [VerifyKey.from_text(key.public) for key in partner.keys.filter(_now(), use="signing")]


def _now() -> Q:
    now = clock.now()
    return Q(active_from__lte=now) & (Q(active_until=None) | Q(active_until__gt=now))


def _found(partner_id: str) -> Partner:
    partner = Partner.objects.filter(pk=partner_id).first()
    if partner is None:
        raise Refused(f"there is no partner {partner_id}")
    return partner


def _use(key: Key) -> str:
    return "signing" if isinstance(key, VerifyKey) else "opening"


def _take(partner: Partner, keys: Sequence[Key], now: datetime) -> None:
    known = PartnerKey.objects.filter(pk__in=[key.key_id for key in keys]).first()
    if known or len({key.key_id for key in keys}) != len(keys):
        raise Refused("a key belongs to one partner and is taken once")
    for key in keys:
        PartnerKey.objects.create(
            key_id=key.key_id, partner=partner, use=_use(key), public=key.to_text(), active_from=now
        )
