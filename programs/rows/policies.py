"""The policies in the database, made anew from the declaration after every migration."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections

from programs.choices import VISIBLE_STATES
from programs.rows.declared import Rows, declared

# Who has not said whose rows they want gets an error and not an empty list, which a roll-up would
# take for nothing.
BODIES = """
CREATE OR REPLACE FUNCTION rows_bodies() RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
    DECLARE said text := current_setting('ozg.bodies', true);
    BEGIN
        IF said IS NULL OR said = '' THEN
            RAISE EXCEPTION 'ozg.bodies is not set: whose rows?'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN string_to_array(said, ',');
    END
$$
"""
OPEN = """
CREATE OR REPLACE FUNCTION rows_are_open() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = public, pg_temp AS $$ SELECT '*' = ANY (rows_bodies()) $$
"""
# They read past the policies, as the owner: a policy that asked the tables would ask itself.
CASES = """
CREATE OR REPLACE FUNCTION rows_cases(published boolean) RETURNS bigint[] LANGUAGE sql
STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT COALESCE(array_agg(id), '{{}}') FROM (
        SELECT id FROM programs_grant WHERE lead_id = ANY (rows_bodies())
        UNION SELECT grant_id FROM programs_participation
        WHERE municipality_id = ANY (rows_bodies())
        UNION SELECT id FROM programs_grant
        WHERE published AND publishable AND state IN ({told})
            AND (NOT awaits_hand_over AND (embargo_until IS NULL OR embargo_until < {today})
                OR handed_over_on <= {today})
    ) seen
$$
"""
DRAFTS = """
CREATE OR REPLACE FUNCTION rows_drafts() RETURNS bigint[] LANGUAGE sql
STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT COALESCE(array_agg(draft_id), '{}') FROM programs_draftpartner
    WHERE municipality_id = ANY (rows_bodies())
$$
"""
TODAY = "(now() AT TIME ZONE 'Europe/Berlin')::date"
OWN, PUBLISHED = "own_rows", "published_rows"


def apply_policies(*, using: str) -> None:
    """Bring the policies of the database `using` to what is declared; called by the owner.

    May be repeated. The owner of the tables is not bound by them, nor are triggers and the checks
    of keys, which work as the owner.
    """
    with connections[using].cursor() as cursor:
        for statement in _functions():
            cursor.execute(statement)
        for rows in declared():
            for statement in _policies(rows):
                cursor.execute(statement)


def _functions() -> Iterator[str]:
    yield BODIES
    yield OPEN
    told = ", ".join(f"'{state.value}'" for state in VISIBLE_STATES)
    yield CASES.format(told=told, today=TODAY)
    yield DRAFTS


def _policies(rows: Rows) -> Iterator[str]:
    table = f'"{rows.table}"'
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"DROP POLICY IF EXISTS {OWN} ON {table}"
    yield f"DROP POLICY IF EXISTS {PUBLISHED} ON {table}"
    yield f"CREATE POLICY {OWN} ON {table} USING ((SELECT rows_are_open()) OR {rows.own})"
    if rows.published:
        yield f"CREATE POLICY {PUBLISHED} ON {table} FOR SELECT USING ({rows.published})"
