"""Each face has a database role that may do what its app wrote down; a real PostgreSQL refuses it everything else."""

from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, ProgrammingError, connections, transaction

from kindline.kernel.people.models import User
from kindline.kernel.postgres import grants
from kindline.kernel.postgres.roles import ROLES, role_of, statements
from kindline.services.hotline import mailbox
from kindline.services.hotline.filing import Filing, accept_report
from kindline.services.hotline.intake.models import Envelope, Message, Report
from kindline.services.missing import appeals_shown, family, family_page, forwarding, keeping, witnessing
from kindline.services.missing.public.models import Appeal as Public
from kindline.services.missing.public.models import FamilyPage, FamilyWord, Waiting
from kindline.services.missing.publishing import mirroring
from kindline.services.missing.seen import Seen
from tests import roles
from tests.services.hotline.conftest import Play, play
from tests.services.missing import searching

__all__ = ["play"]
pytestmark = pytest.mark.django_db(databases=["core", "intake"])
on_postgres = pytest.mark.skipif(not roles.POSTGRES, reason="roles are PostgreSQL's")


def may(alias: str, face: str, table: str, verb: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role_of(face), table, verb])
        return bool(cursor.fetchone()[0])


def names(alias: str) -> list[str]:
    with connections[alias].cursor() as cursor:
        return sorted(connections[alias].introspection.table_names(cursor))


def test_every_table_in_a_grants_file_exists() -> None:
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert set(grants.written()) <= known


def test_a_face_or_a_verb_that_there_is_not_is_refused() -> None:
    for said in ({"site": "select truncate"}, {"cellar": "select"}):
        with pytest.raises(ValueError, match=r"grants\.toml"):
            grants._table("intake_report", dict(said))


def test_the_site_has_no_table_of_core_and_nobody_rewrites_the_log() -> None:
    public = ("intake_", "missing_public_")
    reached = [one.name for one in grants.written().values() if one.allowed("site")]
    assert [name for name in reached if not name.startswith(public)] == []
    for table, face in product(grants.WRITTEN_ONCE, ROLES):
        assert grants.table(table).allowed(face) <= {"select", "insert"}


@on_postgres
@pytest.mark.parametrize("alias", ["intake", "core"])
def test_every_verb_of_every_face_on_every_table_is_as_written(alias: str) -> None:
    wrong = [
        (face, table, verb)
        for face, table, verb in product(ROLES, names(alias), (*grants.VERBS, "truncate", "references", "trigger"))
        if may(alias, face, table, verb) != (verb in grants.table(table).allowed(face) and _is_ours(table))
    ]
    assert wrong == []


def _is_ours(table: str) -> bool:
    return table != "django_migrations"


@on_postgres
@pytest.mark.parametrize("face", ROLES)
def test_no_face_makes_tables_roles_or_reads_the_other_database(face: str) -> None:
    for wish in ("CREATE TABLE mine ()", "CREATE ROLE mine", "ALTER TABLE intake_report ADD mine int"):
        with roles.acting_as(face), pytest.raises(ProgrammingError), transaction.atomic(using="intake"):
            connections["intake"].cursor().execute(wish)
    with connections["core"].cursor() as cursor:
        cursor.execute("SELECT has_database_privilege(%s, current_database(), 'connect')", [role_of(face)])
        assert cursor.fetchone()[0] is (face != "site")
        cursor.execute(
            "SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = %s", [role_of(face)]
        )
        assert cursor.fetchone()[0] is False


@on_postgres
@pytest.mark.parametrize("alias", ["intake", "core"])
def test_making_the_roles_again_changes_nothing(alias: str) -> None:
    def all_of_them() -> list[tuple[Any, ...]]:
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants "
                "WHERE grantee LIKE 'kindline!_%%' ESCAPE '!' ORDER BY 1, 2, 3"
            )
            tables = cursor.fetchall()
            cursor.execute("SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2")
            return [*tables, *cursor.fetchall()]

    before = all_of_them()
    with connections[alias].cursor() as cursor:
        for statement in statements(alias):
            cursor.execute(statement)
    assert all_of_them() == before


@pytest.fixture
def two(play: Play) -> Iterator[tuple[mailbox.Mailbox, mailbox.Mailbox]]:
    found = [mailbox.find(play.file(f"https://album.test/{number}").display()) for number in range(2)]
    assert found[0] and found[1]
    yield found[0], found[1]


@on_postgres
def test_the_site_opens_one_mailbox_by_its_locator_and_sees_no_other_row(two: Any) -> None:
    one, other = two
    mailbox.write(one.report, text="An answer", to_reporter=True, by="user:ella")
    mailbox.write(other.report, text="For somebody else", to_reporter=True, by="user:ella")
    with roles.acting_as("site"):
        assert (Report.objects.count(), Message.objects.count()) == (0, 0)
        assert [reply.text for reply in one.messages] == ["An answer"]
        mailbox.ask(one, text="How long?")
        mailbox.add(one, text="It is there again")
        assert (Report.objects.count(), Message.objects.count()) == (0, 0)
    assert Message.objects.filter(to_reporter=False).count() == 1


@on_postgres
def test_the_site_files_once_and_only_as_a_fresh_report(installation: Any) -> None:
    said = dict.fromkeys(("danger", "when", "how", "account", "identity"), "")
    filing = Filing(seen="web", addresses=("https://album.test/a",), language="nl", **said)  # type: ignore[arg-type]
    with roles.acting_as("site"):
        assert accept_report(filing, nonce=b"n" * 16) == accept_report(filing, nonce=b"n" * 16)
    report = Report.objects.get()
    fields = {field.name: getattr(report, field.name) for field in Report._meta.fields} | {"id": uuid4()}
    for more in ({"stage": "closed"}, {"stage_withheld": True}):
        _refused(lambda more=more: Report(**fields | more).save(force_insert=True))
    answer = Message(
        id=uuid4(), report=report, to_reporter=True, for_reporter=b"", for_staff=b"", written_on="2026-01-01"
    )
    _refused(lambda: answer.save(force_insert=True))
    envelope = Envelope.objects.first()
    assert envelope
    envelope.id, envelope.admitted = uuid4(), True
    _refused(lambda: envelope.save(force_insert=True))


@on_postgres
@pytest.mark.parametrize(
    "wish",
    [
        "SELECT sealed FROM intake_envelope",
        "SELECT payload FROM intake_leaf",
        "UPDATE intake_report SET stage = 'closed'",
        "UPDATE intake_report SET mailbox_key = ''",
        "DELETE FROM intake_report",
        "DELETE FROM intake_envelope",
        "UPDATE intake_envelope SET admitted = true",
        "DELETE FROM intake_message",
        "DELETE FROM intake_leaf",
        "TRUNCATE intake_leaf",
        "COPY intake_report TO STDOUT",
        "SET ROLE kindline_worker",
        "SELECT pg_read_file('/etc/hostname')",
    ],
)
def test_what_a_stolen_site_would_try_is_refused(wish: str) -> None:
    _refused(lambda: connections["intake"].cursor().execute(wish) if "SET ROLE" not in wish else _member())


def _member() -> None:
    with connections["intake"].cursor() as cursor:
        cursor.execute("SELECT pg_has_role('kindline_site', 'kindline_worker', 'member')")
        if cursor.fetchone()[0] is False:
            raise ProgrammingError("not a member")


@on_postgres
def test_the_site_takes_sightings_and_opens_one_family_page_at_a_time(installation: Any) -> None:
    nora = User.objects.create_user(username="nora", role="counsellor")
    found = searching.a_search(nora)
    code = family.give_page(found.relative, by=nora)
    seen = Seen(what="A girl in a yellow coat.")
    with roles.acting_as("site"):
        first = witnessing.accept_sighting(seen, appeal=found.appeal.pk, language="fr", nonce=b"n" * 32)
        assert witnessing.accept_sighting(seen, appeal=found.appeal.pk, language="fr", nonce=b"n" * 32) == first
        assert [row.slug for row in appeals_shown.live()] == [found.appeal.slug]
        assert FamilyPage.objects.count() == 0
        page = family_page.find(code.display())
        assert page and page.told == ()
        family_page.write(page.page, "When do you call?")
    _refused(lambda: Waiting.objects.count())
    _refused(lambda: FamilyWord.objects.count())
    _refused(lambda: Public.objects.update(live=True))
    with roles.acting_as("worker"):
        assert forwarding.admit_waiting() == 1 and not Waiting.objects.exists()
    keeping.end(found.file, outcome="came_back", by=nora)
    with roles.acting_as("worker"):
        assert mirroring.bury_ended() == 1
    with roles.acting_as("site"):
        assert appeals_shown.live() == [] and len(appeals_shown.gone()) == 1


def _refused(ask: Any) -> None:
    with roles.acting_as("site"), pytest.raises(DatabaseError) as refused, transaction.atomic(using="intake"):
        ask()
    assert not isinstance(refused.value, IntegrityError)
