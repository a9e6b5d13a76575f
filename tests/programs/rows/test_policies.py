"""Raw SQL of the application sees what belongs to the bodies it named, and what is published."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from programs.choices import GrantState
from programs.models import Grant
from programs.rows.declared import DECLARED, NOBODY, declared
from programs.rows.policies import apply_policies
from programs.rows.whose import EVERYBODYS, NOBODYS
from tests.factories.municipalities import GREBENAU, HANAU, LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.programs.rows.bare import add_bare_rows, counts, raw

pytestmark = pytest.mark.django_db

OFFICE_ALONE = {rows.table for rows in DECLARED if rows.own == NOBODY}
OFFICE_ALONE |= {f"{table}event" for table in OFFICE_ALONE}
PUBLISHED = {rows.table for rows in DECLARED if rows.published}
HISTORIES_OF_PUBLISHED = {f"{table}event" for table in PUBLISHED}
TELL = """UPDATE programs_grant SET publishable = true, state = 'notified',
    awaits_hand_over = false"""


def test_each_table_shows_its_own_people_their_rows_and_no_foreign_one() -> None:
    """One walk over all tables with policies, on one row in each."""
    add_bare_rows(LAUTERBACH)
    everything = {rows.table: 1 for rows in declared()}
    nothing = dict.fromkeys(everything, 0)
    own = {table: int(table not in OFFICE_ALONE) for table in everything}
    assert counts(LAUTERBACH) == counts(f"{HANAU},{LAUTERBACH}") == own
    assert counts(HANAU) == counts(NOBODYS) == nothing
    assert counts(EVERYBODYS) == everything
    _who_says_nothing_gets_an_error()
    _a_stranger_changes_and_adds_nothing()
    with connection.cursor() as cursor:
        cursor.execute(TELL)
    seen = {table for table, count in counts(NOBODYS).items() if count}
    assert seen == PUBLISHED | (HISTORIES_OF_PUBLISHED & set(everything))
    assert counts(HANAU) == counts(NOBODYS)
    _a_stranger_changes_and_adds_nothing()


def _who_says_nothing_gets_an_error() -> None:
    """Not an empty list, which a roll-up would take for nothing and write as zeros."""
    for rows in declared():
        refused = pytest.raises(psycopg2.errors.InsufficientPrivilege, match="whose rows")
        with refused, raw(None) as cursor:
            cursor.execute(f"SELECT count(*) FROM {rows.table}")  # noqa: S608  # names of ours


def _a_stranger_changes_and_adds_nothing() -> None:
    for rows in declared():
        for bodies in (HANAU, NOBODYS):
            try:
                with raw(bodies) as cursor:
                    cursor.execute(f"DELETE FROM {rows.table}")  # noqa: S608  # names of ours
                    assert (rows.table, cursor.rowcount) == (rows.table, 0)
            except psycopg2.errors.InsufficientPrivilege:
                pass  # a ledger or a history: nobody of the application deletes there
            with pytest.raises(psycopg2.errors.InsufficientPrivilege), raw(bodies) as cursor:
                cursor.execute(f"INSERT INTO {rows.table} DEFAULT VALUES")


def test_a_partner_sees_the_case_its_lead_has() -> None:
    grant = GrantFactory.create(lead_id=HANAU, shares={GREBENAU: 1}, publishable=False)
    for bodies, sees in ((HANAU, 1), (GREBENAU, 1), (LAUTERBACH, 0)):
        with raw(bodies) as cursor:
            cursor.execute("SELECT count(*) FROM programs_grant WHERE id = %s", [grant.pk])
            assert (bodies, cursor.fetchone()[0]) == (bodies, sees)


def test_published_is_what_the_query_of_published_cases_says() -> None:
    today = timezone.localdate()
    days = (None, today - timedelta(days=1), today, today + timedelta(days=1))
    for state, publishable, embargo in product(GrantState, (True, False), days):
        GrantFactory.create(shares={}, state=state, publishable=publishable, embargo_until=embargo)
    for handed in days:
        GrantFactory.create(shares={}, awaits_hand_over=True, handed_over_on=handed)
    told = Grant.objects.published_to_municipalities().filter(publishable=True)
    with raw(NOBODYS) as cursor:
        cursor.execute("SELECT id FROM programs_grant")
        assert {pk for (pk,) in cursor.fetchall()} == set(told.values_list("pk", flat=True))
    assert 0 < told.count() < Grant.objects.count()


def test_policies_may_be_applied_again() -> None:
    def standing() -> list[tuple[str, ...]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename, policyname, qual FROM pg_policies ORDER BY 1, 2")
            return list(cursor.fetchall())

    before = standing()
    apply_policies(using="default")
    assert standing() == before
    assert {table for table, _name, _qual in before} == {rows.table for rows in declared()}


def test_no_function_of_the_policies_is_open_to_a_search_path() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, proconfig FROM pg_proc WHERE proname LIKE 'rows\\_%%' "
            "AND NOT EXISTS (SELECT FROM unnest(proconfig) c WHERE c LIKE 'search_path=%%')"
        )
        assert cursor.fetchall() == []
