"""What a database lacks of what its migrations would have made, had they been these.

Before the first release migrations are folded in place: a database that applied an earlier text of
one counts as migrated, and keeps the tables, constraints and triggers of then without a word.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

TRIGGERS = """
    SELECT c.relname, t.tgname, obj_description(t.oid, 'pg_trigger'), t.tgenabled = 'O'
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE t.tgname LIKE 'pgtrigger\\_%' AND t.tgparentid = 0
        AND c.relnamespace = current_schema()::regnamespace
"""
NAMES = """
    SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace
    UNION SELECT conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
"""


def differing_guards(loader: MigrationLoader) -> list[str]:
    """Triggers that are missing, others, too many or switched off, and missing constraints.

    Of the migrations that are applied, as table.name; triggers by the digest they carry.
    """
    applied = [key for key in loader.applied_migrations if key in loader.disk_migrations]
    state = loader.project_state(applied, at_end=True)
    return sorted({*_other_triggers(state), *_missing_constraints(state)})


def _other_triggers(state: ProjectState) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        there = {(table, key): (digest, is_on) for table, key, digest, is_on in cursor.fetchall()}
    for model in state.models.values():
        for trigger in model.options.get("triggers", ()):
            found = there.pop((trigger.sql.table, trigger.sql.pgid), None)
            if found != (trigger.hash, True):
                yield f"{trigger.sql.table}.{trigger.name}"
    yield from (f"{table}.{key.removeprefix('pgtrigger_')}" for table, key in there)


def _missing_constraints(state: ProjectState) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(NAMES)
        there = {name for (name,) in cursor.fetchall()}
    for model in state.models.values():
        for named in (*model.options.get("constraints", ()), *model.options.get("indexes", ())):
            if named.name not in there:
                yield f"{_table(model)}.{named.name}"


def _table(model: ModelState) -> str:
    return str(model.options.get("db_table") or f"{model.app_label}_{model.name_lower}")
