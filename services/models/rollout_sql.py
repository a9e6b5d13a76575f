"""What the database does by itself when roll-out events are written."""

from __future__ import annotations

import pgtrigger

# More touched groups than this are noted as one key that means everything: a rebuild is cheaper.
NOTED_ONE_BY_ONE = 1000

# The statements run by EXECUTE: a plan kept from a statement that touched one row would take
# hours for one that touches all.
NOTE_GROUPS = f"""
    EXECUTE $note$
        INSERT INTO core_dirtykey (rollup, ags, key, since)
        SELECT 'progress', municipality_id, jsonb_build_object('service_id', service_id),
            min(valid_from)
        FROM touched
        WHERE (SELECT count(*) FROM touched) <= {NOTED_ONE_BY_ONE}
        GROUP BY municipality_id, service_id
        UNION ALL
        SELECT 'progress', '', '{{}}'::jsonb, min(valid_from) FROM touched
        HAVING count(*) > {NOTED_ONE_BY_ONE}
    $note$;
"""  # noqa: S608  # a number given in code

# The month ends from `since` up to, but not including, `until` no longer show what was.
NOTE_MONTHS = """
    EXECUTE $note$
        INSERT INTO core_dirtykey (rollup, ags, key, since)
        SELECT 'progress_months', '', jsonb_build_object(
                'theme_field', s.theme_field_id,
                'until', CASE WHEN bool_and({until} IS NOT NULL) THEN max({until}) END
            ), min({since})
        FROM {touched} JOIN services_ozgservice s ON s.ozg_id = t.service_id
        GROUP BY s.theme_field_id
    $note$;
"""

CHECK_CHAIN = """
    EXECUTE $check$
        SELECT EXISTS (
            SELECT FROM (
                SELECT e.valid_to, lead(e.valid_from) OVER (
                    PARTITION BY e.municipality_id, e.service_id ORDER BY e.valid_from
                ) AS next_from
                FROM services_rolloutevent e
                JOIN (SELECT DISTINCT municipality_id, service_id FROM touched) t
                    USING (municipality_id, service_id)
                WHERE e.valid_to IS NULL OR e.valid_to > e.valid_from
            ) chain
            WHERE chain.valid_to IS DISTINCT FROM chain.next_from
        )
    $check$ INTO is_broken;
    IF is_broken THEN
        RAISE EXCEPTION 'roll-out events of a body and service leave a gap or overlap'
            USING ERRCODE = 'exclusion_violation';
    END IF;
"""


def rollout_triggers() -> list[pgtrigger.Trigger]:
    """Note what new and ended events touch; refuse chains with a gap or an overlap.

    The chain is checked when events arrive: ending one without a successor in the same
    transaction shows up at the next event, and in the nightly check of the month ends.
    """
    months_of_new = NOTE_MONTHS.format(
        until="t.valid_to", since="t.valid_from", touched="touched t"
    )
    months_of_ended = NOTE_MONTHS.format(
        until="b.valid_to", since="t.valid_to", touched="touched t JOIN before b USING (id)"
    )
    return [
        pgtrigger.Trigger(
            name="rollout_added",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="touched"),
            declare=[("is_broken", "boolean")],
            func=f"{CHECK_CHAIN} {NOTE_GROUPS} {months_of_new} RETURN NULL;",
        ),
        pgtrigger.Trigger(
            name="rollout_ended",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            referencing=pgtrigger.Referencing(old="before", new="touched"),
            func=f"{NOTE_GROUPS} {months_of_ended} RETURN NULL;",
        ),
        _refuse_update("only_valid_to_changes", pgtrigger.AnyChange(exclude=["valid_to"])),
        _refuse_update(
            "spans_only_shrink",
            pgtrigger.Condition("COALESCE(NEW.valid_to, 'infinity') > OLD.valid_to"),
        ),
    ]


def _refuse_update(name: str, condition: pgtrigger.Condition) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=condition,
        func="""
            RAISE EXCEPTION 'the progress ledger is append-only'
                USING ERRCODE = 'restrict_violation';
        """,
    )
