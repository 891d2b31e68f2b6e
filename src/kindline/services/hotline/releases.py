"""Opening a release: the worker checks that the address released is the address reported, and keeps it under a key.

The portal stored the order unopened. Equal means: the blind tag of what the police sealed equals the tag taken at
receipt. Otherwise nothing is released and a person looks (P1, P3).
"""

import hmac
import json

from django.db import transaction

from kindline.kernel import clock, kill_points, vault
from kindline.kernel.audit.record import record
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.table import advance
from kindline.provenance.address import Locator, parse
from kindline.sealing import blind
from kindline.sealing.errors import SealingError
from kindline.services.hotline import tasks
from kindline.services.hotline.law import role_of
from kindline.services.hotline.models import Address, Released, ReleaseOrder
from kindline.services.hotline.one_by_one import each

RELEASABLE = ("awaiting_release",)


def open_orders(*, limit: int = 200) -> int:
    """Open waiting orders whose address is not held; returns how many were released or refused."""
    waiting = ReleaseOrder.objects.filter(done_at=None, address__state__in=RELEASABLE).order_by("received_at")
    return each(list(waiting.values_list("pk", flat=True)[:limit]), _open)


def _open(order_id: int) -> int:
    with transaction.atomic(using="core"):
        order = ReleaseOrder.objects.select_for_update().get(pk=order_id)
        address = Address.objects.select_for_update().get(pk=order.address_id)
        if order.done_at or address.state not in RELEASABLE:
            return 0
        locator = _read(order, address)
        refused = "unreadable" if locator is None else "" if _same(address, locator) else "another_address"
        ReleaseOrder.objects.filter(pk=order.pk).update(done_at=clock.now(), refused=refused)
        if locator is None or refused:
            tasks.open_task("reconcile", subject=address.pk, facts={"why": f"release_{refused}"})
            return 1
        _keep(address, locator, by=f"{order.answer.role}:{order.answer.signer}")
        kill_points.reach("release.kept")
    kill_points.reach("release.committed")
    return 1


def _read(order: ReleaseOrder, address: Address) -> Locator | None:
    try:
        box = erasable.unlock(order.box)
        plain = vault.open_with("worker", "routing", box, info=b"release:" + address.envelope.encode())
        canonical = json.loads(plain)["canonical"]
    except (SealingError, ValueError, KeyError, TypeError):
        return None
    # An address that nobody could read has no canonical form to release.
    parsed = parse(canonical) if isinstance(canonical, str) else None
    return parsed if isinstance(parsed, Locator) else None


def _same(address: Address, locator: Locator) -> bool:
    return any(
        hmac.compare_digest(
            bytes(tag.tag),
            blind.tag(
                vault.index_key(tag.epoch),
                epoch=tag.epoch,
                canon_version=tag.canon_version,
                address_key=locator.key,
            ),
        )
        for tag in address.tags.all()
        if tag.epoch in vault.index_epochs()
    )


def _keep(address: Address, locator: Locator, *, by: str) -> None:
    plain = json.dumps({"canonical": locator.canonical, "kind": str(locator.kind)}, ensure_ascii=False).encode()
    sealed, wrapped = vault.wrap_released(plain, address=address.pk)
    Released.objects.create(address=address, sealed=sealed, wrapped_key=wrapped)
    advance(address, "release", by=by, role=role_of(by), also={"released_at": clock.now()})
    deadlines.meet(address.pk, "release")


def released_locator(address: Address, *, why: str) -> Locator:
    """The released address, in the clear, in the worker's memory. The leaf that says so is committed first (P7)."""
    with transaction.atomic(using="core"):
        record("released.opened", subject=address.pk, by="worker", facts={"why": why})
    row = address.released
    plain = json.loads(vault.unwrap_released(bytes(row.sealed), bytes(row.wrapped_key), address=address.pk))
    parsed = parse(plain["canonical"])
    if not isinstance(parsed, Locator):
        raise TypeError("a released address no longer parses")
    return parsed
