"""A case for a court: two persons answer for it, anybody can verify it, and no byte of it can be changed unnamed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kindline.kernel import clock
from kindline.kernel.audit.models import Detail
from kindline.kernel.people.models import User
from kindline.kernel.register.models import Disclosure
from kindline.sealing import bundle as bundles
from kindline.sealing.bundle_checks import check
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SealingPrivateKey
from kindline.services.hotline.case_file import NotTwo, export_case
from kindline.services.hotline.erasing import erase_report
from kindline.services.hotline.models import Decision, Report
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
WORDS, SECRET = "seen by chance, my neighbour told me", "https://album.test/very/secret"


def person(name: str, role: str, *, bound: bool = True) -> User:
    return User.objects.create_user(
        username=name, role=role, undertaking_signed_at=clock.now() if bound else None, password="unused here"
    )


@pytest.fixture
def two(db: None) -> tuple[User, User]:
    return person("bo", "supervisor"), person("ann", "operator")


@pytest.fixture
def case(play: Play) -> Report:
    play.file(SECRET, account=WORDS)
    play.rounds()
    play.judge()
    play.rounds()
    play.judge()
    return Report.objects.get()


def export(case: Report, two: tuple[User, User], *, expert: SealingPrivateKey | None = None) -> bytes:
    return export_case(
        case, by=two[0], confirmed_by=two[1], ground="judge", reference="C/12",
        recipient=expert.public() if expert else None,
    )  # fmt: skip


def faults(made: bytes, *, expert: SealingPrivateKey | None = None) -> list[str]:
    """Everything `bundle verify` would name."""
    try:
        bundle = bundles.read(made, key=expert)
    except SealingError as error:
        return [str(error)]
    return [*bundle.problems, *(problem for finding in check(bundle) for problem in finding.problems)]


def test_it_holds_together_and_everything_in_it_was_checked(case: Report, two: tuple[User, User]) -> None:
    expert = SealingPrivateKey.generate()
    made = export(case, two, expert=expert)
    checked = {finding.name: finding.checked for finding in check(bundles.read(made, key=expert))}
    assert faults(made, expert=expert) == [] == faults(made)
    assert checked["decisions"] == Decision.objects.count() > 0
    assert checked["answers"] == 2 and checked["parcels"] >= 2 and checked["events"] > 4 and checked["log"] > 10


def test_any_changed_byte_is_found_and_its_part_is_named(case: Report, two: tuple[User, User]) -> None:
    made = export(case, two, expert=SealingPrivateKey.generate())
    start = 0
    names = ["head", "signature", *(entry["name"] for entry in bundles.read(made).head["parts"])]
    for name, line in zip(names, made.splitlines(keepends=True), strict=True):
        for at in {start, start + len(line) // 2, start + len(line) - 2}:
            changed = bytearray(made)
            changed[at] ^= 1
            assert any(name in fault for fault in faults(bytes(changed))), (name, at)
        start += len(line)
    assert faults(made[:-1]) and faults(made + b"x") and faults(made[: start // 2])


def test_a_part_that_was_exchanged_together_with_its_hash_needs_the_platforms_key(
    case: Report, two: tuple[User, User]
) -> None:
    made = export(case, two)
    lines = made.split(b"\n")
    head = json.loads(lines[0])
    lines[2] = lines[2].replace(b"public form", b"secret form")
    head["parts"][0]["sha256"] = bundles.hashlib.sha256(lines[2]).hexdigest()
    lines[0] = bundles.canonical_json.dump(head)
    assert any("signature" in fault for fault in faults(b"\n".join(lines)))


def test_without_the_recipients_key_it_shows_no_address_and_nobodys_words(case: Report, two: tuple[User, User]) -> None:
    expert = SealingPrivateKey.generate()
    made = export(case, two, expert=expert)
    assert SECRET.encode() not in made and WORDS.encode() not in made and b"album" not in made
    opened = bundles.read(made, key=expert).parts["content"]["addresses"]
    assert [entry["canonical"] for entry in opened.values()] == [SECRET]
    assert "content" not in bundles.read(export(case, two)).parts


def test_one_person_alone_exports_nothing(case: Report, two: tuple[User, User]) -> None:
    bo, ann = two
    unbound = person("new", "operator", bound=False)
    officer = person("franka", "officer")
    for first, second in ((bo, bo), (ann, bo), (bo, unbound), (bo, officer), (officer, bo)):
        with pytest.raises(NotTwo):
            export(case, (first, second))
    assert not Disclosure.objects.exists()


def test_the_log_and_the_register_name_both_before_it_leaves(case: Report, two: tuple[User, User]) -> None:
    made = bundles.read(export(case, two))
    leaves = [json.loads(bytes(payload)) for payload in Detail.objects.values_list("payload", flat=True)]
    (leaf,) = (leaf for leaf in leaves if leaf["action"] == "case.exported")
    assert leaf["by"] == f"user:{two[0].pk}" and leaf["facts"]["confirmed_by"] == f"user:{two[1].pk}"
    assert Disclosure.objects.get().what == "case_bundle"
    # The entry of this very export is under the checkpoint that the bundle carries.
    assert any(b"case.exported" in bundles.base64.b64decode(entry["payload"]) for entry in made.parts["log"]["entries"])


def test_what_another_erased_report_took_along_is_there_by_its_hash(play: Play, two: tuple[User, User]) -> None:
    play.file("https://album.test/one")
    play.file("https://album.test/two")
    play.rounds()
    play.judge(verdict="not_illegal")
    gone, stays = Report.objects.order_by("number")
    erase_report(gone.pk, by="user:1")
    made = export(stays, two)
    assert faults(made) == []
    assert [entry["document"] for entry in bundles.read(made).parts["answers"]] == [""]


def test_it_is_verified_by_one_command_where_there_is_no_django(
    case: Report, two: tuple[User, User], tmp_path: Path
) -> None:
    (tmp_path / "case.bundle").write_bytes(export(case, two))
    program = (
        "import sys; sys.modules['django'] = None\n"
        "from kindline.faces.cli.dispatch import main\n"
        f"sys.exit(main(['bundle', 'verify', {str(tmp_path / 'case.bundle')!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "verified=yes problems=0" in done.stdout
