"""Keys end. Thirty days before one does, the operator of the installation is told, and again every day after."""

from uuid import UUID, uuid5

from django.db import transaction

from kindline.kernel import clock, vault
from kindline.kernel.mandate.active import active
from kindline.services.hotline import tasks

_KEYS = UUID("6f0c1d0a-5a2b-4c3e-9d47-0f2a8a3f6b10")


def warn_of_ending_keys() -> int:
    """Open an alarm for each recipient key that ends within thirty days or has ended; returns how many there are."""
    ending = [
        (authority, key)
        for authority in active().authorities.values()
        for key in authority.keys
        if key.not_after - clock.today() <= tasks.WARNING
    ]
    with transaction.atomic(using="core"):
        for authority, key in ending:
            tasks.open_task(
                "key_expires",
                subject=uuid5(_KEYS, str(key.sealing.key_id)),
                facts={"authority": authority.id, "role": key.role, "not_after": key.not_after.isoformat()},
            )
    return len(ending) + _warn_of_our_certificate()


def _warn_of_our_certificate() -> int:
    """The certificate our mail is signed with ends soon, or there is none and every mail waits."""
    try:
        last = vault.mail_certificate().last_day
    except vault.KeyMissing:
        last = None
    if last and last - clock.today() > tasks.WARNING:
        return 0
    with transaction.atomic(using="core"):
        facts = {"role": "mail", "not_after": last.isoformat() if last else ""}
        tasks.open_task("key_expires", subject=uuid5(_KEYS, "mail"), facts=facts)
    return 1
