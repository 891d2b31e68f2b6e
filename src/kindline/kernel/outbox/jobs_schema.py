"""Where Procrastinate's tables lie on PostgreSQL. They hold no truth: which lane to look at, and who is looking.

Whatever is to be done stands in parcels, clocks and states. So these tables may be dropped and made anew at any time,
and are whenever a new version of the library brings others.
"""

from typing import Any

SCHEMA = "jobs"
# Of the library's `schema.sql`. Another one is a new migration that calls `remake`; a test compares.
SHA256 = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"


def remake(schema_editor: Any) -> None:
    """Drop the tables and make those of the installed library. Nothing on SQLite, where one worker needs no queue."""
    if schema_editor.connection.vendor != "postgresql":
        return
    from procrastinate.schema import SchemaManager

    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
        cursor.execute(f"SET LOCAL search_path TO {SCHEMA}")
        cursor.execute(SchemaManager.get_schema())
        cursor.execute("SET LOCAL search_path TO DEFAULT")


def granted_to(role: str) -> tuple[str, ...]:
    """SQL by which the owner lets a role that does not own the tables use the queue, and no other role."""
    return (
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {SCHEMA} TO {role}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {SCHEMA} TO {role}",
    )
