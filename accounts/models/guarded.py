"""Rows that give or limit rights: the application writes them as two people agreed, or not at all.

Forms and actions propose and approve (accounts.two_people); this holds for every other road to the
table too: a command, an import, a bulk action, SQL.
"""

from __future__ import annotations

import pgtrigger

from core.database.triggers import BY_THE_OWNER

# What the change says about the row, column by column; the rest is as it was.
MATCHES = """
    CASE TG_OP
        WHEN 'INSERT' THEN c.kind = 'add'
            AND jsonb_populate_record(NEW, c.after) IS NOT DISTINCT FROM NEW
        WHEN 'UPDATE' THEN c.kind = 'change' AND c.object_key = OLD.{key}::text
            AND to_jsonb(jsonb_populate_record(OLD, c.after)) - free
                = to_jsonb(NEW) - free
        ELSE c.kind = 'delete' AND c.object_key = OLD.{key}::text
    END
"""
FUNCTION = """
    free := ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = TG_RELID AND attnum > 0
        AND NOT attisdropped AND NOT (attname = ANY ('{{{signed}}}'::text[]))
        AND '{signed}' <> '');
    IF {by_the_owner}
        OR (TG_OP = 'UPDATE' AND to_jsonb(OLD) - free = to_jsonb(NEW) - free)
        OR EXISTS (SELECT FROM accounts_pendingchange c
            WHERE c.approved_at IS NOT NULL AND c.applied_at IS NULL
                AND ((c.model = '{label}' AND {matches}){others}))
    THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'row of {label} limits or gives rights: two people change it'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'by_two_people';
"""


def by_two_people(
    label: str, *signed: str, or_when: str = "", key: str = "id", of_new: bool = True
) -> pgtrigger.Trigger:
    """Refuse rows of the model `label` ("app.model") that no approved change is about.

    `signed` are the columns that two people change, all where none is named. `or_when` is a
    condition in SQL on an approved change `c` of another row that this one follows from; `key` is
    the column of the primary key. New rows are free where not `of_new`.
    """
    changes = pgtrigger.Update | pgtrigger.Delete
    function = FUNCTION.format(
        signed=",".join(signed),
        by_the_owner=BY_THE_OWNER,
        label=label,
        matches=MATCHES.format(key=key),
        others=f" OR ({or_when})" if or_when else "",
    )
    return pgtrigger.Trigger(
        name="by_two_people",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | changes if of_new else changes,
        declare=[("free", "text[]")],
        func=function,
    )
