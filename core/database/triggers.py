"""Triggers that several apps declare: append-only tables, frozen columns, touched groups."""

from __future__ import annotations

import pgtrigger

APPEND_ONLY = "append_only"  # also the name of the trigger that pghistory gives its histories
# In a trigger: whoever is signed in to the database owns the table, to set up or mend it.
BY_THE_OWNER = """pg_has_role(session_user,
        (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER')"""


def append_only() -> list[pgtrigger.Trigger]:
    """Refuse UPDATE, DELETE and TRUNCATE for everybody."""
    rows = pgtrigger.Protect(name=APPEND_ONLY, operation=pgtrigger.Update | pgtrigger.Delete)
    return [rows, *no_truncate()]


def no_truncate() -> list[pgtrigger.Trigger]:
    """Refuse TRUNCATE for everybody."""
    return [
        pgtrigger.Trigger(
            name="no_truncate",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="""
                RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation';
            """,
        )
    ]


def note_dirty(name: str, operation: pgtrigger.Operation, select: str) -> pgtrigger.Trigger:
    """After a statement, note the groups it touched.

    `select` yields (rollup, ags, key, since) from the transition table `touched`.
    """
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="touched"),
        func=f"""
            INSERT INTO core_dirtykey (rollup, ags, key, since) {select};
            RETURN NULL;
        """,
    )


def note_all_dirty(
    name: str,
    rollup: str,
    operation: pgtrigger.Operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
) -> pgtrigger.Trigger:
    """After a change of a table that all groups depend on, ask for a rebuild of `rollup`.

    Every statement notes its own row: one that is already there may be settled by a rebuild that
    does not see this change.
    """
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        func=f"""
            INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('{rollup}', '', '{{}}'::jsonb);
            RETURN NULL;
        """,  # noqa: S608  # a name given in code
    )
