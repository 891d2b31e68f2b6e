"""What an authority reads of a dossier, and the orders drafted for it: sealed, complete, never sent by us."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kindline.client.police.opening import Item
from kindline.faces.police.letters import write_letters
from kindline.kernel.outbox.models import Parcel
from kindline.services.hotline import check_codes
from kindline.services.hotline.models import Dossier, Notice
from kindline.services.hotline.writing.letter import Letter
from kindline.services.hotline.writing.text import as_text
from tests.services.hotline.conftest import Play
from tests.services.hotline.test_letters import ARTICLE_9, faults

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
AT_HOME, ABROAD = "https://album.test/a;b", "https://canal-one.test/b"


def contents(play: Play) -> dict[str, dict[str, Any]]:
    """The opened dossiers by address."""
    play.rounds(1)
    parcels, _ = play.fetch()
    opened = [content for parcel in parcels if parcel["kind"] == "dossier" for *_, content in parcel["contents"]]
    return {content["canonical"]: content for content in opened}


def letters(content: dict[str, Any]) -> list[Letter]:
    return [Letter.from_dict(one).about(content["canonical"]) for one in content["letters"]]


def test_a_dossier_at_home_brings_its_letter_and_the_drafts_of_both_orders(play: Play) -> None:
    play.routed(AT_HOME)
    content = contents(play)[AT_HOME]
    found = letters(content)
    assert [letter.kind for letter in found][0] == "referral"
    assert {letter.kind for letter in found} == {"referral", "order", "preservation"}
    assert {letter.draft for letter in found if letter.kind != "referral"} == {True}
    order = next(letter for letter in found if letter.kind == "order")
    assert tuple(element.name for element in order.elements) == ARTICLE_9
    assert {letter.language for letter in found} >= {"nl"}
    for letter in found:
        assert AT_HOME in as_text(letter) and not list(faults(as_text(letter)))


def test_abroad_the_dossier_brings_a_letter_for_the_transfer_and_no_order(play: Play) -> None:
    play.routed(ABROAD)
    (content,) = contents(play).values()
    assert [letter.kind for letter in letters(content)] == ["transfer"]


def test_the_host_that_must_never_be_told_has_no_draft(play: Play) -> None:
    play.routed(AT_HOME, instruction="never_notify")
    assert [letter.kind for letter in letters(contents(play)[AT_HOME])] == ["referral"]


def test_no_letter_of_a_dossier_holds_a_reporters_word_or_a_time(play: Play) -> None:
    play.file(AT_HOME, account="I saw it at the neighbours, 23:14", identity="name@reporter.example")
    play.rounds(1)
    play.judge()
    play.rounds(1)
    text = " ".join(as_text(letter) for letter in letters(contents(play)[AT_HOME]))
    assert not re.search(r"neighbours|23:14|reporter", text)


def test_drafts_leave_only_sealed_and_by_no_mail(play: Play) -> None:
    play.routed(AT_HOME)
    assert not Parcel.objects.filter(channel="mail", kind__in=("order", "preservation")).exists()
    body = bytes(Parcel.objects.get(kind="dossier").sealed_body)
    assert b"kindline/letter" not in body and b"album" not in body


def test_a_long_address_leaves_room_for_the_dossier(play: Play) -> None:
    play.routed("https://album.test/" + "a" * 12_000)
    (content,) = contents(play).values()
    assert len(letters(content)) >= 1


def test_a_letter_of_a_dossier_is_known_as_genuine(play: Play) -> None:
    play.routed(AT_HOME)
    (letter, *_), row = letters(contents(play)[AT_HOME]), Dossier.objects.get()
    assert letter.number == f"K-{row.number}"
    assert check_codes.is_genuine(letter.number, letter.check_code)
    assert not check_codes.is_genuine(letter.number, "00000000")
    assert not check_codes.is_genuine("K-999", check_codes.check_code(row.pk))
    assert not check_codes.is_genuine("K-999", "")


def test_the_police_get_text_and_pdf_in_their_own_folder(play: Play, tmp_path: Path) -> None:
    play.routed(AT_HOME)
    content = contents(play)[AT_HOME]
    item = Item("p", "dossier", "r", False, "2026-11-26", "dossier", 1, "d", "e", json.loads(json.dumps(content)))
    odd = Item("p", "dossier", "r", False, "2026-11-26", "dossier", 1, "d", "e", content | {"letters": [{"form": "x"}]})
    paths = write_letters(tmp_path, [item, odd])
    assert {path.suffix for path in paths} == {".txt", ".pdf"} and len(paths) == 2 * len(content["letters"])
    assert all(path.stat().st_mode & 0o077 == 0 for path in paths)
    assert AT_HOME in next(path for path in paths if ".order." in path.name and path.suffix == ".txt").read_text()


def test_a_member_hotline_is_written_to_by_name_in_english_and_its_letter_is_known_as_ours(
    play_under: Callable[[str], Play],
) -> None:
    assess = play_under("assess-be-2017")
    assess.routed("https://omweg.test/a")
    assess.rounds(1)
    parcels, _ = assess.fetch()
    content = next(content for parcel in parcels if parcel["kind"] == "dossier" for *_, content in parcel["contents"])
    (letter,) = letters(content)
    assert (letter.kind, letter.language, letter.recipient) == ("member", "en", content["member"]["hotline"])
    assert "Licensed analysts" in as_text(letter) and not list(faults(as_text(letter)))
    assert check_codes.is_genuine(letter.number, letter.check_code)


def test_the_police_draft_nothing_less_where_analysts_assess(play_under: Callable[[str], Play]) -> None:
    assess = play_under("assess-be-2017")
    assess.routed(AT_HOME)
    assess.rounds(1)
    parcels, _ = assess.fetch(assess.police)
    content = next(content for parcel in parcels if parcel["kind"] == "dossier" for *_, content in parcel["contents"])
    assert {letter.kind for letter in letters(content)} == {"referral", "order", "preservation"}
    assert not Notice.objects.exists()
