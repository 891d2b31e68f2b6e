"""The police's terminal: what it opens, what it refuses, what it signs."""

import base64
import csv
import json
import os
import re
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kindline.client import key_files
from kindline.client.police import answering, download, judgements, opening, trust
from kindline.client.refusals import Refused
from kindline.faces.cli import ROOT
from kindline.faces.police import folder, portal, reconciling, rehearsal, single_file, witness
from kindline.sealing.answer import verify_document
from kindline.sealing.box import open_box
from kindline.sealing.checkpoint import Checkpoint, sign_checkpoint
from kindline.sealing.errors import Tampered
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey
from tests.faces.police.scene import ADDRESS, CANONICAL, Scene

HOLES = re.compile(r"\{\w+\}")
AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def opened(scene: Scene, *parcels: dict, keys: list[SealingPrivateKey] | None = None) -> list[opening.Item]:
    found = download.parse(scene.download(*parcels), trust=scene.trust)
    return opening.open_all(found, keys=keys or [scene.duty], trust=scene.trust)


def payload_of(scene: Scene, document: bytes) -> dict:
    key = scene.officer.public()
    return verify_document(document, keys={key.key_id: key}, context="answers").payload


def test_the_duty_key_and_the_reserve_key_open_the_same_report(scene: Scene) -> None:
    report = scene.report()
    for key in (scene.duty, scene.reserve):
        items = opened(scene, report, keys=[key])
        assert [item.content.get("raw") for item in items] == [ADDRESS, ADDRESS + "#2", None]
        assert not any(item.refused for item in items)


def test_urgent_reports_come_first(scene: Scene) -> None:
    calm, urgent = scene.report(addresses=1), scene.report(addresses=1, urgent=True)
    assert opened(scene, calm, urgent)[0].report == urgent["report"]


def test_a_recipient_the_trust_list_does_not_name_is_refused_and_its_parcel_left_out(scene: Scene) -> None:
    thief = SealingPrivateKey.generate()
    recipients = (scene.duty.public(), scene.reserve.public(), thief.public())
    bad, good = scene.report(addresses=1, recipients=recipients), scene.report(addresses=1)
    items = opened(scene, bad, good)
    assert [item.refused for item in items if item.report == bad["report"]] == ["UnexpectedRecipient", ""]
    assert not items[0].content
    document = answering.answers(items, [], trust=scene.trust, checkpoint={}, at=AT, key=scene.officer)
    assert [entry["report"] for entry in payload_of(scene, document)["reports"]] == [good["report"]]


def test_an_envelope_signed_by_somebody_else_is_refused(scene: Scene) -> None:
    assert opened(scene, scene.report(addresses=1, signer=SigningPrivateKey.generate()))[0].refused == "Tampered"


def test_a_genuine_envelope_in_another_report_is_refused(scene: Scene) -> None:
    one, other = scene.report(addresses=1), scene.report(addresses=1)
    one["envelopes"][0] = other["envelopes"][0]
    assert opened(scene, one)[0].refused == "Tampered"


@pytest.mark.parametrize("place", ["header", "ciphertext", "signature"])
def test_any_changed_byte_is_refused(scene: Scene, place: str) -> None:
    report = scene.report(addresses=1)
    raw = bytearray(base64.b64decode(report["envelopes"][0]["sealed"]))
    raw[{"header": 40, "ciphertext": -300, "signature": -1}[place]] ^= 1
    report["envelopes"][0]["sealed"] = base64.b64encode(raw).decode()
    assert opened(scene, report)[0].refused == "Tampered"


@pytest.mark.parametrize("name", ["site", "platform"])
def test_a_download_with_another_platform_key_is_refused_whole(scene: Scene, name: str) -> None:
    keys = {k: getattr(scene, k).public().to_text() for k in ("site", "platform")}
    keys[name] = SigningPrivateKey.generate().public().to_text()
    with pytest.raises(Refused, match=f"another {name} key"):
        download.parse(scene.download(scene.report(), platform_keys=keys), trust=scene.trust)


def test_a_download_with_another_routing_key_is_refused_whole(scene: Scene) -> None:
    other = SealingPrivateKey.generate().public().to_text()
    with pytest.raises(Refused, match="another routing key"):
        download.parse(scene.download(scene.report(), routing_key=other), trust=scene.trust)


def test_a_checkpoint_by_another_log_is_refused(scene: Scene) -> None:
    note = json.loads(Scene().download())["checkpoint"]
    with pytest.raises(Refused, match="checkpoint"):
        download.parse(scene.download(scene.report(), checkpoint=note), trust=scene.trust)


def test_answers_for_many_receipts_are_one_signed_file_with_releases_bound_to_their_envelopes(scene: Scene) -> None:
    report, second, dossier = scene.report(), scene.report(addresses=1), scene.dossier()
    items = opened(scene, report, second, dossier)
    said = [
        judgements.Judgement(report=report["report"], ordinal=1, verdict="abuse_material", classification="baseline",
                             instruction="act_now"),
        judgements.Judgement(report=report["report"], ordinal=2, verdict="abuse_material", classification="national"),
        judgements.Judgement(report=second["report"], feedback="none", withhold=True),
        judgements.Judgement(dossier=dossier["dossier"], channel="europol", transferred_at="2026-11-21T09:00:00Z"),
    ]  # fmt: skip
    checkpoint = download.log_size_and_root(json.loads(scene.download())["checkpoint"], trust=scene.trust)
    document = answering.answers(items, said, trust=scene.trust, checkpoint=checkpoint, at=AT, key=scene.officer)
    payload = payload_of(scene, document)
    assert payload["checkpoint"] == {"size": 42, "root": bytes(range(32)).hex()}
    assert payload["at"] == "2026-11-21T10:00:00Z"
    first, waiting = payload["reports"][0]["addresses"]
    assert (waiting["instruction"], "release" in waiting) == ("wait", False)
    info = b"release:" + first["envelope"].encode()
    plain = json.loads(open_box(base64.b64decode(first["release"]), key=scene.routing, info=info))
    assert plain == {"canonical": CANONICAL, "canon_version": "test/1", "kind": "located"}
    assert payload["reports"][1] == {
        "report": second["report"], "parcel": second["parcel"], "acknowledged": True, "feedback": "none",
        "withhold": True,
    }  # fmt: skip
    assert payload["dossiers"][0]["transferred"] == {
        "channel": "europol", "country": "NL", "at": "2026-11-21T09:00:00Z",
    }  # fmt: skip


def test_a_verdict_about_something_that_was_not_opened_is_refused(scene: Scene) -> None:
    items = opened(scene, scene.report())
    said = [judgements.Judgement(report=items[0].report, ordinal=9, verdict="duplicate")]
    with pytest.raises(Refused, match="no opened address 9"):
        answering.answers(items, said, trust=scene.trust, checkpoint={}, at=AT, key=scene.officer)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"report": "r", "ordinal": "1", "verdict": "bad"}, "verdict is one of"),
        ({"report": "r", "ordinal": "1", "verdict": "abuse_material"}, "needs a classification"),
        ({"report": "r", "ordinal": "1", "verdict": "duplicate", "instruction": "act_now"}, "belong to abuse"),
        ({"report": "r", "ordinal": "one", "verdict": "duplicate"}, "is a number"),
        ({"dossier": "d", "channel": "europol", "transferred_at": "yesterday"}, "needs its moment"),
        ({"verdict": "duplicate"}, "neither a report nor a dossier"),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused_by_its_number(row: dict, message: str) -> None:
    with pytest.raises(Refused, match=f"line 5: .*{message}"):
        judgements.judgement(row, line=5)


def test_what_is_opened_is_readable_by_its_owner_alone_and_no_cell_is_a_formula(scene: Scene, tmp_path: Path) -> None:
    report = scene.report(addresses=1)
    report["envelopes"][0] = scene.listed({"raw": "=cmd()", "canonical": "x"}, report=report["report"])
    paths = folder.write_opened(tmp_path / "own", opened(scene, report), checkpoint="")
    assert {stat.S_IMODE(os.stat(path).st_mode) for path in paths} == {0o600}
    assert stat.S_IMODE(os.stat(tmp_path / "own").st_mode) == 0o700
    assert next(csv.DictReader(paths[1].open()))["address"] == "'=cmd()"


def test_a_release_may_come_days_after_the_first_verdict(scene: Scene, tmp_path: Path) -> None:
    first, later = scene.report(addresses=1), scene.report(addresses=1)
    folder.write_opened(tmp_path, opened(scene, first), checkpoint="")
    folder.write_opened(tmp_path, folder.with_earlier(tmp_path, opened(scene, later)), checkpoint="")
    items, _ = folder.read_opened(tmp_path)
    said = [
        judgements.Judgement(report=first["report"], ordinal=1, verdict="abuse_material", classification="baseline",
                             instruction="act_now"),
        judgements.Judgement(report=later["report"], ordinal=1),
    ]  # fmt: skip
    chosen = answering.concerned(items, said, fetched=[])
    document = answering.answers(chosen, said, trust=scene.trust, checkpoint={}, at=AT, key=scene.officer)
    reports = payload_of(scene, document)["reports"]
    assert [entry["report"] for entry in reports] == [first["report"]]
    assert "release" in reports[0]["addresses"][0]


def test_a_log_that_became_shorter_or_tells_another_past_is_noticed(scene: Scene, tmp_path: Path) -> None:
    def note(size: int, root: bytes) -> str:
        return sign_checkpoint(Checkpoint("log.hotline.example", size, root, AT.date()), key=scene.log)

    kept = witness.keep(tmp_path, note(42, bytes(32)), trust=scene.trust)
    assert kept and kept.name == "42.note"
    witness.keep(tmp_path, note(42, bytes(32)), trust=scene.trust)
    with pytest.raises(Refused, match="shorter"):
        witness.keep(tmp_path, note(41, bytes(32)), trust=scene.trust)
    with pytest.raises(Refused, match="another past"):
        witness.keep(tmp_path, note(42, b"1" * 32), trust=scene.trust)


def test_the_loss_of_the_duty_key_is_rehearsed_and_a_missing_reserve_shows(scene: Scene) -> None:
    found = download.parse(scene.download(scene.report(), scene.dossier()), trust=scene.trust)
    both, lost = [scene.duty, scene.reserve], [scene.duty.key_id]
    assert rehearsal.rehearse_loss(found, keys=both, lost=lost, trust=scene.trust).passed
    alone = rehearsal.rehearse_loss(found, keys=[scene.duty], lost=lost, trust=scene.trust)
    assert (alone.passed, alone.refused) == (False, {"NotARecipient": 4})


def test_no_message_or_repr_shows_a_key_or_an_address(scene: Scene, tmp_path: Path) -> None:
    assert ADDRESS not in repr(opened(scene, scene.report()))
    files = scene.files(tmp_path)
    with pytest.raises(Refused) as refusal:
        key_files.signing_key(files["duty.key"])
    assert scene.duty.to_text() not in str(refusal.value)


@pytest.mark.parametrize("url", ["http://portal.example", "ftp://127.0.0.1", "https:evil", "file:///etc/passwd"])
def test_the_portal_is_reached_over_https_or_on_this_machine_only(url: str) -> None:
    if url.startswith("https:"):
        return
    with pytest.raises(Refused):
        portal.checked(url)


@pytest.mark.parametrize("line", ["", "kindline trust 2\n", "kindline trust 1\nstranger x\n", "kindline trust 1\n"])
def test_a_trust_list_that_is_damaged_is_refused(line: str) -> None:
    with pytest.raises(Refused):
        trust.parse(line)


def test_a_trust_list_reads_back_as_it_was_written(scene: Scene) -> None:
    assert trust.parse(trust.render(scene.trust, remark="made in person")) == scene.trust


def test_the_terminal_opens_answers_and_lists_without_django(scene: Scene, tmp_path: Path) -> None:
    own = tmp_path / "own"
    files = scene.files(own)
    (own / "parcels.json").write_bytes(scene.download(scene.report(), scene.report(urgent=True)))
    listed = terminal("list", "--to", own)
    assert listed.stdout.splitlines()[0].split()[1] == "urgent"
    assert "example.test" not in listed.stdout
    assert terminal("open", "--to", own, "--key", files["reserve.key"]).returncode == 0
    rows = list(csv.DictReader((own / "opened.csv").open()))
    rows[0] |= {"verdict": "abuse_material", "classification": "baseline", "instruction": "act_now"}
    with (own / "verdicts.csv").open("w") as file:
        table = csv.DictWriter(file, folder.COLUMNS)
        table.writeheader()
        table.writerows(rows)
    answered = terminal("answer", "--to", own, "--verdicts", own / "verdicts.csv", "--officer", files["officer.key"])
    assert answered.returncode == 0, answered.stderr
    payload = payload_of(scene, (own / "answers.json").read_bytes())
    assert [len(entry.get("addresses", [])) for entry in payload["reports"]] == [1, 0]
    lost = terminal("rehearse-loss", "--to", own, "--key", files["duty.key"], "--lost", scene.duty.key_id)
    assert lost.returncode == 1


def terminal(*arguments: object) -> subprocess.CompletedProcess[str]:
    return command("police", *arguments)


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command in a Python where importing Django or our kernel is an error."""
    forbid = (
        "import sys; sys.modules['django'] = None; sys.modules['kindline.kernel'] = None; "
        "from kindline.faces.cli.dispatch import main; sys.exit(main(sys.argv[1:]))"
    )
    environment = {name: value for name, value in os.environ.items() if name != "KINDLINE_KEYS"} | {"PYTHONPATH": "src"}
    line = [sys.executable, "-c", forbid, *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, cwd=ROOT, env=environment)


def test_the_opener_is_the_same_bytes_in_another_process() -> None:
    command = [sys.executable, "-c", "from kindline.faces.police import single_file as f; print(f.sha256())"]
    other = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    assert other.stdout.strip() == single_file.sha256()


def test_the_openers_signature_covers_every_byte() -> None:
    key = SigningPrivateKey.generate()
    signature = single_file.sign(single_file.page(), key=key)
    single_file.check(single_file.page(), signature, key=key.public())
    with pytest.raises(Tampered):
        single_file.check(single_file.page() + b" ", signature, key=key.public())
    with pytest.raises(Tampered):
        single_file.check(single_file.page(), signature, key=SigningPrivateKey.generate().public())


def test_the_opener_says_the_same_things_in_every_language() -> None:
    words = single_file._words()
    assert tuple(words)[:4] == ("nl", "fr", "de", "en")
    shapes = [{key: sorted(HOLES.findall(text)) for key, text in texts.items()} for texts in words.values()]
    assert all(shape == shapes[0] for shape in shapes)


def test_the_command_builds_signs_and_checks_the_opener(tmp_path: Path) -> None:
    key, out, data = SigningPrivateKey.generate(), tmp_path / "opener.html", tmp_path / "data"
    secret = tmp_path / "data.keys" / "worker" / "platform.key"
    secret.parent.mkdir(parents=True)
    secret.write_text(key.to_text())
    (tmp_path / "platform.pub").write_text(key.public().to_text())
    built = command("opener", "--out", out, "--data", data)
    assert built.stdout.split()[0] == single_file.sha256()
    assert (data / "opener.sig").read_bytes() == out.with_name("opener.html.sig").read_bytes()
    assert command("opener", "--check", out, "--pub", tmp_path / "platform.pub").returncode == 0
    out.write_bytes(out.read_bytes().replace(b"connect-src 'none'", b"connect-src *     "))
    assert command("opener", "--check", out, "--pub", tmp_path / "platform.pub").returncode == 1


def test_what_we_hold_of_a_month_is_signed_from_our_own_folder(scene: Scene) -> None:
    one, other, sealed = scene.report(addresses=2), scene.report(addresses=1), scene.report(addresses=1)
    fetched = download.parse(scene.download(sealed), trust=scene.trust).parcels
    holds = reconciling.held(opened(scene, one, other), fetched, month="2026-11")
    assert holds == sorted(parcel["report"] for parcel in (one, other, sealed))
    assert reconciling.held(opened(scene, one), (), month="2026-10") == []
    document = reconciling.statement(
        holds, month="2026-11", of="", trust=scene.trust, checkpoint={}, at=AT, key=scene.officer
    )
    assert payload_of(scene, document)["reconciliations"] == [{"month": "2026-11", "holds": holds}]
    with pytest.raises(Refused, match="no month"):
        reconciling.held([], (), month="November")
