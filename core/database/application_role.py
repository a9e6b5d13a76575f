"""What the application may do in its database: work, and nothing that takes the guards off.

The owner of the tables migrates. The application is another role: it cannot alter, drop, truncate
or switch triggers off, does not write the history, and only adds to the ledgers. What triggers
write, they write as the owner.
"""

from __future__ import annotations

from collections.abc import Iterator

import pgtrigger
from django.apps import apps
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from pghistory.models import Context, Event
from psycopg2 import sql

from core.database.triggers import APPEND_ONLY

# Triggers are skipped for the owner alone, who needs it to mend data under supervision.
IGNORE = """
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN AS $$
    BEGIN
        IF NOT pg_has_role(session_user, {owner}, 'MEMBER') THEN
            RETURN FALSE;
        END IF;
        RETURN trigger_name = ANY (
            COALESCE(NULLIF(current_setting('pgtrigger.ignore', true), ''), '{{}}')::text[]
        );
    END;
$$ LANGUAGE plpgsql
"""
TRIGGER_FUNCTIONS = """
SELECT oid::regprocedure::text FROM pg_proc
WHERE prorettype = 'trigger'::regtype AND pronamespace = 'public'::regnamespace
    AND proowner = current_user::regrole
"""


def grant_to(role: str, *, using: str) -> None:
    """Give `role` what the application needs in the database `using`; called by the owner.

    May be repeated. Raises ProgrammingError where there is no such role.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        if owner == role:
            return
        name = sql.Identifier(role)
        for statement in _grants():
            cursor.execute(statement.format(role=name))
        cursor.execute(sql.SQL(IGNORE).format(owner=sql.Literal(owner)))
        _let_triggers_write(cursor)


def _grants() -> Iterator[sql.SQL]:
    """Everything on the rows, then less where rows are only added, or only read."""
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {role}")
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
    rows = "SELECT, INSERT, UPDATE, DELETE, MAINTAIN"  # MAINTAIN: ANALYZE after a rebuild
    yield sql.SQL("GRANT " + rows + " ON ALL TABLES IN SCHEMA public TO {role}")
    yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
    for table in never_deleted():
        yield sql.SQL(f'REVOKE DELETE ON "{table}" FROM {{role}}')
    for table in never_changed():
        yield sql.SQL(f'REVOKE UPDATE ON "{table}" FROM {{role}}')
    for table in only_read():
        yield sql.SQL(f'REVOKE INSERT, UPDATE, DELETE ON "{table}" FROM {{role}}')


def never_deleted() -> list[str]:
    """Tables whose rows stay; the state days of a draft go with it."""
    return [table for table, operation in _append_only() if pgtrigger.Delete in operation]


def never_changed() -> list[str]:
    """Tables whose rows stay as they were added; an event of the progress ledger is ended once."""
    return [table for table, operation in _append_only() if pgtrigger.Update in operation]


def _append_only() -> Iterator[tuple[str, list[pgtrigger.Operation]]]:
    """Each guarded table with what its trigger refuses everybody."""
    for model in apps.get_models(include_auto_created=True):
        for trigger in () if _is_history(model) else getattr(model._meta, "triggers", ()):
            if trigger.name == APPEND_ONLY:
                refused = getattr(trigger.operation, "operations", [trigger.operation])
                yield model._meta.db_table, refused


def only_read() -> list[str]:
    """Tables that triggers and migrations write: the history, who was behind it, the migrations."""
    history = [model for model in apps.get_models() if _is_history(model)]
    tables = {model._meta.db_table for model in history if not model._meta.proxy}
    return sorted(tables | {"django_migrations"})


def _is_history(model: type[Model]) -> bool:
    managed = model._meta.managed and not model._meta.abstract
    return managed and issubclass(model, Event | Context)


def _let_triggers_write(cursor: CursorWrapper) -> None:
    """Trigger functions run as their owner, in the public schema alone."""
    cursor.execute(TRIGGER_FUNCTIONS)
    for (function,) in cursor.fetchall():
        cursor.execute(
            f"ALTER FUNCTION {function} SECURITY DEFINER SET search_path = public, pg_temp"
        )
