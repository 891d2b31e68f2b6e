"""Making the roles: `kindline_site`, `kindline_desk`, …, each with exactly what `grants` says; twice is as once.

The owner of the tables runs this, after every migration. No face is the owner: none can alter a table, or grant
itself more.
"""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import connections, router, transaction

from kindline.kernel.outbox.jobs_schema import SCHEMA, granted_to
from kindline.kernel.postgres.grants import FACES, VERBS, WORKER, Table, table

ROLES = (*FACES, WORKER)


def role_of(face: str) -> str:
    """The role under which a face connects."""
    return f"kindline_{face}"


def apply(alias: str) -> None:
    """Make the roles and what they may do in this database, in one transaction."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        for statement in statements(alias):
            cursor.execute(statement)


def set_password(face: str, password: str) -> None:
    """What a face proves itself with. The server gets a SCRAM verifier: the password is in no statement and no log."""
    connection = connections["core"]
    connection.ensure_connection()
    role = role_of(face)
    verifier = connection.connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE {role} PASSWORD %s", [verifier.decode()])


def statements(alias: str) -> Iterator[str]:
    """SQL for one database, to be run by the owner of its tables; running it twice changes nothing."""
    tables = [table(name) for name in sorted(_names(alias))]
    here = [face for face in ROLES if any(one.allowed(face) for one in tables)]
    yield from (_made(role_of(face)) for face in ROLES)
    everybody = ", ".join(role_of(face) for face in ROLES)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {everybody}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {everybody}"
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield _on_database("REVOKE ALL", f"FROM PUBLIC, {everybody}")
    for face in here:
        yield _on_database("GRANT CONNECT", f"TO {role_of(face)}")
        yield f"GRANT USAGE ON SCHEMA public TO {role_of(face)}"
        yield from (_granted(one, face) for one in tables if one.allowed(face))
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role_of(WORKER)}"
    if alias == "core":
        yield from _queue()
    for one in tables:
        yield from _narrowed(one, here)


def _names(alias: str) -> set[str]:
    """Every table that a model has in this database."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if router.allow_migrate(alias, model._meta.app_label)}


def _made(role: str) -> str:
    return (
        f"DO $$ BEGIN CREATE ROLE {role} LOGIN NOINHERIT; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )


def _on_database(what: str, whom: str) -> str:
    return f"DO $$ BEGIN EXECUTE format('{what} ON DATABASE %I {whom}', current_database()); END $$"


def _queue() -> Iterator[str]:
    """The jobs that carry the worker's lanes are the worker's alone."""
    yield f"REVOKE ALL ON SCHEMA {SCHEMA} FROM PUBLIC"
    yield from granted_to(role_of(WORKER))


def _granted(one: Table, face: str) -> str:
    return f'GRANT {_in_order(one.allowed(face))} ON "{one.name}" TO {role_of(face)}'


def _in_order(verbs: Iterable[str]) -> str:
    return ", ".join(verb.upper() for verb in VERBS if verb in verbs)


def _narrowed(one: Table, faces: Iterable[str]) -> Iterator[str]:
    """Row by row, where a grants file says so: whoever is not narrowed sees all, and must be told so."""
    if not one.rows:
        return
    yield f'ALTER TABLE "{one.name}" ENABLE ROW LEVEL SECURITY'
    for face in faces:
        for verb in VERBS:
            if verb not in one.allowed(face):
                continue
            which, whom = f'"{face}_{verb}" ON "{one.name}"', f"FOR {verb.upper()} TO {role_of(face)}"
            yield f"DROP POLICY IF EXISTS {which}"
            yield f"CREATE POLICY {which} {whom} {_clause(verb, one.rows.get(face, {}).get(verb, 'true'))}"


def _clause(verb: str, rows: str) -> str:
    return f"WITH CHECK ({rows})" if verb == "insert" else f"USING ({rows})"
