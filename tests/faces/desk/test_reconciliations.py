"""The monthly lists at the desk: both signatures, what differs, and the tasks that follow."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kindline.faces.worker.rounds import round_once
from kindline.kernel import clock
from kindline.sealing.answer import sign_document
from kindline.services.hotline import reconciling
from kindline.services.hotline.answers import record_answers
from kindline.services.hotline.models import Reconciliation, Report
from tests.faces.desk.conftest import Browser, person
from tests.installation import Installation

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_a_month_shows_both_sides_and_every_difference(
    browse: Callable[..., Browser], file: Callable[..., Report], installation: Installation
) -> None:
    report = file()
    month = f"{clock.today():%Y-%m}"
    clock.move(timedelta(days=32))
    round_once()
    operator = browse(person("operator"))
    row = Reconciliation.objects.get()
    page = f"/reconciliations/{row.pk}/"
    assert page in operator.get("/reconciliations/").content.decode()
    shown = operator.get(page).content.decode()
    assert "Their signed list is not here yet" in shown and "signature of the platform holds" in shown
    payload = {
        "form": "kindline/answers/1", "authority": "federal-police", "at": clock.now().isoformat(),
        "checkpoint": {"size": 0, "root": ""}, "reconciliations": [{"month": month, "holds": []}],
    }  # fmt: skip
    record_answers(sign_document(payload, key=installation.police.officer, context="answers"))
    reconciling.sign_joint()
    shown = operator.get(page).content.decode()
    assert "We sent 1, they hold 0, 1 differs." in shown and str(report.pk) in shown
    assert "signed by the platform" in shown
    (task,) = operator.get("/tasks/?kind=reconcile").context["tasks"]
    assert "monthly list" in task[2]
    Reconciliation.objects.update(ours=b"{}")
    assert "signature does not hold" in operator.get(page).content.decode()
