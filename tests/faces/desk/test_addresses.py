"""One address at the desk: its age, its end and who confirmed it; and an escalation with whom else could be asked."""

from collections.abc import Callable

import pytest
from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.directory.models import Provider
from kindline.services.hotline import tasks
from kindline.services.hotline.models import Address, Confirmation, Report
from tests.faces.desk.conftest import Browser

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def ended(file: Callable[..., Report]) -> Address:
    address = file().addresses.get()
    Address.objects.filter(pk=address.pk).update(state="closed", outcome="removed_stated", removed_at=clock.now())
    return address


def test_a_confirmation_is_recorded_with_office_and_day(operator: Browser, ended: Address) -> None:
    page = f"/addresses/{ended.pk}/"
    assert page in operator.get(f"/envelopes/{ended.report_id}/").content.decode()
    shown = operator.get(page).content.decode()
    assert "stated by the provider" in shown and "0 days ago" in shown and "pictures" not in shown
    day = clock.today().isoformat()
    for fields in (
        {},
        {"source": "member", "said_by": "x", "day": "soon"},
        {"source": "x", "said_by": "x", "day": day},
    ):
        refused = operator.send(f"{page}confirm/", **fields)
        assert refused.status_code == 422 and "errors" in refused.content.decode()
    assert not Confirmation.objects.exists()
    assert operator.send(f"{page}confirm/", source="member", said_by="Hotline of NL", day=day).status_code == 302
    shown = operator.get(page).content.decode()
    assert "gone, says a member hotline" in shown and "Hotline of NL" in shown and "tag green" in shown


def test_who_else_could_be_asked_stands_with_whom_they_tell(supervisor: Browser, file: Callable[..., Report]) -> None:
    loud = Provider.objects.create(
        slug="loud", name="Loud Hosting", mailbox="abuse@loud.example", source="pack", source_version="1",
        forwards_to_customer="yes", forwards_source="their terms",
    )  # fmt: skip
    proposals = [{"kind": "authority"}, {"kind": "network", "provider": "loud"}, {"kind": "proxy", "name": "umbra"}]
    with transaction.atomic(using="core"):
        task = tasks.open_task(
            "escalate_person", subject=file().addresses.get().pk, facts={"why": "refused", "proposals": proposals}
        )
    shown = supervisor.get(f"/tasks/{task.pk}/").content.decode()
    assert f"/providers/{loud.pk}/" in shown and "yes, it tells its customer" in shown and "umbra" in shown
    assert "Ask Loud Hosting instead" in shown and "Days since the report" in shown
    assert supervisor.send(f"/tasks/{task.pk}/", decision="ask:loud", reason="the first is silent").status_code == 302
