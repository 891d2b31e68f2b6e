"""Mails about a notice at the desk: veiled, read for a reason, recorded line by line."""

from collections.abc import Callable

import pytest

from kindline.channels.mail.reading import read
from kindline.kernel import clock
from kindline.kernel.directory.models import Provider
from kindline.services.hotline import replies
from kindline.services.hotline.models import Notice, NoticeItem, Reply, Report
from tests.faces.desk.conftest import Browser

pytestmark = pytest.mark.django_db(databases="__all__")
WORDS = "Line 1 is gone, canary."


@pytest.fixture
def reply(file: Callable[..., Report]) -> Reply:
    provider = Provider.objects.create(
        slug="quiet-hosting", name="Quiet Hosting", mailbox="abuse@quiet.example", source="pack", source_version="1"
    )
    notice = Notice.objects.create(
        number="N-4KQ2M7XD", provider=provider, language="nl", check_code="C1", reply_token="T" * 20, sealed=b"",
        mandate="m", made_at=clock.now(), announced_at=clock.now(),
    )  # fmt: skip
    NoticeItem.objects.create(notice=notice, address=file().addresses.get(), line=1)
    raw = f"From: abuse@quiet.example\nSubject: Re: canary\n\n{WORDS}\n".encode()
    replies.Replies().take(notice.reply_token, read(raw, sender="abuse@quiet.example"))
    return Reply.objects.get()


def test_a_mail_is_veiled_until_somebody_says_why_and_then_recorded(operator: Browser, reply: Reply) -> None:
    page = f"/replies/{reply.pk}/"
    notice = operator.get(f"/notices/{reply.notice_id}/").content.decode()
    assert page in notice and "to be read" in notice
    (task,) = operator.get("/tasks/?kind=read_reply").context["tasks"]
    assert operator.get(f"/tasks/{task[0].pk}/").headers["Location"] == page
    for seen in (
        operator.get(page),
        operator.send(f"{page}show/"),
        operator.send(f"{page}record/", **{"line-1": "removed"}),
    ):
        assert "canary" not in seen.content.decode()
    assert NoticeItem.objects.get().action == ""
    shown = operator.send(f"{page}show/", reason="record").content.decode()
    assert "Line 1 is gone" in shown and 'name="line-1"' in shown
    assert operator.send(f"{page}record/", **{"line-1": "nonsense"}).headers["Location"] == page
    assert operator.send(f"{page}record/", **{"line-x": "removed"}).headers["Location"] == page
    assert operator.send(f"{page}record/", **{"line-1": "removed"}).status_code == 302
    assert NoticeItem.objects.get().action == "removed"
    assert "it answered 1 line" in operator.get(page).content.decode()
    assert operator.get("/tasks/?kind=read_reply").context["tasks"] == []
