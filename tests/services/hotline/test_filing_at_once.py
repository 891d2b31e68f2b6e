"""The same page sent several times, one after the other or at the same moment, is one report with one code."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connections

from kindline.services.hotline import filing
from kindline.services.hotline.filing import Filing, accept_report
from kindline.services.hotline.intake.models import Envelope, Leaf, Report
from tests.installation import Installation

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
SAID = Filing(
    danger="no", seen="web", addresses=("https://photos.example.org/1",), when="", how="", account="", identity="",
    language="nl",
)  # fmt: skip
NONCE = bytes(32)


def file_and_hang_up(_: object = None) -> str:
    try:
        return accept_report(SAID, nonce=NONCE).display()
    finally:
        connections.close_all()


def counts() -> tuple[int, int, int]:
    return Report.objects.count(), Envelope.objects.count(), Leaf.objects.count()


def test_sent_twice_it_is_one_report_with_one_code(installation: Installation) -> None:
    assert file_and_hang_up() == file_and_hang_up()
    assert counts() == (1, 2, 1)


def test_sent_at_the_same_moment_it_is_one_report_with_one_code(installation: Installation) -> None:
    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(file_and_hang_up, range(8)))
    assert len(codes) == 1
    assert counts() == (1, 2, 1)


def test_another_clash_is_never_taken_for_the_same_report(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept_report(SAID, nonce=NONCE)
    taken = Envelope.objects.first()
    assert taken is not None
    sealed = filing._envelopes

    def clashing(*given: object) -> list[Envelope]:
        rows = list(sealed(*given))  # type: ignore[arg-type]
        rows[0].id = taken.id
        return rows

    monkeypatch.setattr(filing, "_envelopes", clashing)
    with pytest.raises(IntegrityError):
        accept_report(SAID, nonce=bytes([1]) * 32)
    assert Report.objects.count() == 1
