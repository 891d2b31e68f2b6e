"""The field register names every field there is, in codes that have words in four languages, with rules that run."""

from collections import Counter
from datetime import timedelta

import pytest

from kindline.kernel import clock
from kindline.kernel.contacts import retention as contacts
from kindline.kernel.register import fields, printing
from kindline.kernel.register import retention as registers
from kindline.kernel.register.rules import OWN, BadRule, rules
from kindline.kernel.rota import notes
from kindline.services.hotline import retention
from kindline.services.missing import retention as missing
from tests.installation import Installation

KINDS = {"purpose": "purpose", "data": "data", "basis": "basis"}


def test_every_field_of_every_table_is_registered_once() -> None:
    assert fields.missing() == ""
    assert set(fields.registered()) == fields.existing()
    assert [field for field, times in Counter(fields.registered()).items() if times > 1] == []


def test_a_field_that_is_not_registered_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "entries", lambda: tuple(e for e in real if e.model != "hotline.Ring"))
    assert 'model = "hotline.Ring"' in fields.missing() and '"acknowledged_by"' in fields.missing()


real = fields.entries()


@pytest.mark.parametrize("language", printing.LANGUAGES)
def test_both_documents_have_words_for_every_code(installation: Installation, language: str) -> None:
    record, assessment = printing.art30(language), printing.dpia(language)
    assert all(f"`{entry.model}`" in record for entry in real)
    assert assessment.count("./kindline") >= len(printing._all()["risk"])
    assert "{" not in record + assessment


def test_every_rule_that_has_days_is_carried_out_by_the_worker() -> None:
    timed = {name for name, rule in rules().items() if rule.days is not None}
    assert timed == set(retention.ACTS) | set(registers.ACTS) | set(contacts.ACTS) | {notes.RULE, missing.RULE}
    assert {entry.rule for entry in real} <= set(rules())


def test_an_organisation_sets_its_own_days_and_no_nonsense(installation: Installation) -> None:
    own = installation.data / OWN
    own.write_text("report = 90\n")
    assert rules()["report"].days == 90
    assert rules()["report"].before <= clock.now() - timedelta(days=90)
    for wrong in ("report = 0", "stub = 3", "nothing = 3", "report = true"):
        own.write_text(wrong)
        with pytest.raises(BadRule):
            rules()
