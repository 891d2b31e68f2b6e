"""The contact book: every change of a provider's entry has a person, a moment and a reason, and none is overwritten."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.directory.models import Change, Forwarding, Provider, Standing, Way

EDITABLE = ("name", "mailbox", "language", "way", "form_url", "forwards_to_customer", "forwards_source", "standing")
LANGUAGES = ("nl", "fr", "de", "en")
LONGEST = 500


class Refused(ValueError):
    """The entry would make no sense so; `code` names the field that must be mended."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def change(provider: Provider, *, to: Mapping[str, str], evidence: str, by: str) -> Provider:
    """Change an entry; Refused when it would make no sense or nobody says why. What stays the same leaves no line.

    A new mailbox is an unverified one, whatever the old one was: somebody must telephone again.
    """
    if not evidence.strip() or len(evidence) > LONGEST:
        raise Refused("evidence")
    with transaction.atomic(using="core"):
        fresh = Provider.objects.select_for_update().get(pk=provider.pk)
        wanted = {name: value.strip() for name, value in to.items() if name in EDITABLE}
        if wanted.get("mailbox", fresh.mailbox) != fresh.mailbox and fresh.standing == Standing.VERIFIED:
            wanted.setdefault("standing", Standing.UNVERIFIED)
        for name, value in wanted.items():
            note(fresh, name, value, evidence=evidence, by=by)
        _check(fresh)
        fresh.save(update_fields=list(wanted))
    return fresh


def note(provider: Provider, name: str, value: str, *, evidence: str, by: str) -> None:
    """Set one field and write its line of history, inside the caller's transaction. The caller saves."""
    before = str(getattr(provider, name))
    if before == value:
        return
    setattr(provider, name, value)
    Change.objects.create(
        provider=provider, at=clock.now(), by=by, field=name, before=before, after=value, evidence=evidence[:LONGEST]
    )
    record("provider.changed", subject=provider.pk, by=by, facts={"field": name})


def _check(provider: Provider) -> None:
    if not provider.name or len(provider.name) > 200:
        raise Refused("name")
    if provider.language not in LANGUAGES:
        raise Refused("language")
    if provider.way not in Way.values:
        raise Refused("way")
    if provider.standing not in Standing.values:
        raise Refused("standing")
    _check_reaching(provider)
    if provider.forwards_to_customer not in Forwarding.values:
        raise Refused("forwards_to_customer")
    if provider.forwards_to_customer != Forwarding.UNKNOWN and not provider.forwards_source:
        raise Refused("forwards_source")


def _check_reaching(provider: Provider) -> None:
    try:
        validate_email(provider.mailbox)
    except ValidationError:
        raise Refused("mailbox") from None
    form = urlsplit(provider.form_url)
    if (provider.form_url or provider.way == Way.FORM) and not (form.scheme == "https" and form.hostname):
        raise Refused("form_url")
    if len(provider.form_url) > 300 or len(provider.forwards_source) > 200:
        raise Refused("form_url" if len(provider.form_url) > 300 else "forwards_source")
