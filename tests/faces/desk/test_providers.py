"""The contact book at the desk: edited by supervisors for a reason, exported without a mailbox or an address."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.directory.models import Change, Provider
from kindline.services.hotline.models import Notice, NoticeItem, Report
from tests.faces.desk.conftest import PASSWORD, Browser

pytestmark = pytest.mark.django_db(databases="__all__")
ENTRY = {
    "name": "Quiet Hosting", "mailbox": "abuse@quiet.example", "language": "en", "way": "pickup", "form_url": "",
    "forwards_to_customer": "unknown", "forwards_source": "", "standing": "unverified",
}  # fmt: skip


@pytest.fixture
def provider(file: Callable[..., Report]) -> Provider:
    made = Provider.objects.create(slug="quiet-hosting", source="pack", source_version="1", **{
        name: ENTRY[name] for name in ("name", "mailbox")
    })  # fmt: skip
    announced = clock.now() - timedelta(hours=6)
    notice = Notice.objects.create(
        number="N-4KQ2M7XD", provider=made, language="nl", check_code="C1", sealed=b"", mandate="m",
        made_at=announced, announced_at=announced, acknowledged_at=announced + timedelta(hours=2), state="prepared",
    )  # fmt: skip
    NoticeItem.objects.create(
        notice=notice, address=file().addresses.get(), line=1, action="removed", acted_at=announced + timedelta(hours=3)
    )
    return made


def test_an_operator_reads_the_book_and_a_supervisor_changes_it(
    operator: Browser, supervisor: Browser, provider: Provider
) -> None:
    page = f"/providers/{provider.pk}/"
    assert page in operator.get("/providers/").content.decode()
    assert page not in operator.get("/providers/?standing=blocked").content.decode()
    card = operator.get(page).content.decode()
    assert "2 h" in card and "3 h" in card and "n = 1" in card and "0 of 1" in card
    assert operator.get(f"{page}edit/").status_code == 403
    assert supervisor.get(f"{page}edit/").status_code == 200
    refused = supervisor.send(f"{page}edit/", **ENTRY, evidence="")
    assert refused.status_code == 422 and 'href="#evidence"' in refused.content.decode()
    rumour = supervisor.send(f"{page}edit/", **ENTRY | {"forwards_to_customer": "yes"}, evidence="heard it")
    assert rumour.status_code == 422 and "rumour" in rumour.content.decode()
    assert not Change.objects.exists()
    changed = ENTRY | {"forwards_to_customer": "yes", "forwards_source": "their terms, 2026"}
    assert supervisor.send(f"{page}edit/", **changed, evidence="read their terms").status_code == 302
    shown = operator.get(page).content.decode()
    assert "yes, it tells its customer" in shown and "their terms, 2026" in shown and "read their terms" in shown


def test_the_book_leaves_the_desk_without_mailboxes_and_after_a_second_proof(
    operator: Browser, supervisor: Browser, provider: Provider
) -> None:
    Provider.objects.create(slug="calc", name="=cmd()", mailbox="x@calc.example", source="p", source_version="1")
    assert operator.send("/providers/export/").status_code == 403
    asked = supervisor.send("/providers/export/")
    assert asked.headers["Location"].startswith("/again/?next=")
    assert supervisor.send("/again/", password=PASSWORD, next="/providers/").headers["Location"] == "/providers/"
    answer = supervisor.send("/providers/export/")
    table = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "quiet-hosting,Quiet Hosting,en,pickup" in table and ",2.0,1,3.0,1,0,1,0,1" in table
    assert "@" not in table and "'=cmd()" in table
    assert any(b"book.exported" in bytes(leaf.payload) for leaf in Leaf.objects.all())


def test_what_a_provider_said_by_telephone_is_recorded_from_its_notice(operator: Browser, provider: Provider) -> None:
    notice = Notice.objects.get()
    Notice.objects.filter(pk=notice.pk).update(state="announced")
    NoticeItem.objects.update(action="", acted_at=None)
    page = f"/notices/{notice.pk}/"
    assert "How was it said?" in operator.get(page).content.decode()
    operator.send(f"{page}heard/", **{"line-1": "removed"})
    assert NoticeItem.objects.get().action == ""
    operator.send(f"{page}heard/", **{"line-1": "removed", "how": "telephone"})
    assert NoticeItem.objects.get().action == "removed"
