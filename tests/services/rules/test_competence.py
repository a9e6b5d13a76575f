"""Who is competent: each level for each kind of body, in Python and in SQL alike."""

from __future__ import annotations

import pytest
from django.db import connection

from municipalities.choices import Kind
from services.choices import CompetenceLevel
from services.rules.competence import COMPETENT, is_competent

LOCAL, CITY, DISTRICT = {Kind.MUNICIPALITY, Kind.TOWN}, Kind.INDEPENDENT_CITY, Kind.DISTRICT
KINDS = {
    CompetenceLevel.MUNICIPALITY: LOCAL | {CITY},
    CompetenceLevel.DISTRICT: {CITY, DISTRICT},
    CompetenceLevel.DISTRICT_AND_SPECIAL: {CITY, DISTRICT},
}


@pytest.mark.parametrize("level", CompetenceLevel)
def test_a_level_is_of_its_kinds_of_body(level: CompetenceLevel) -> None:
    found = {kind for kind in Kind if is_competent(level, kind, special_status=False)}
    assert found == KINDS.get(level, set())


@pytest.mark.parametrize("level", CompetenceLevel)
def test_special_status_counts_where_the_level_names_it(level: CompetenceLevel) -> None:
    before = is_competent(level, Kind.TOWN, special_status=False)
    after = is_competent(level, Kind.TOWN, special_status=True)
    assert (after != before) == (level == CompetenceLevel.DISTRICT_AND_SPECIAL)


@pytest.mark.django_db
def test_sql_says_the_same_of_every_pair() -> None:
    cases = [
        (lv, kind, special) for lv in CompetenceLevel for kind in Kind for special in (True, False)
    ]
    statement = f"""
        SELECT {COMPETENT} FROM unnest(%s::text[], %s::text[], %s::boolean[])
            WITH ORDINALITY AS u(level, kind, special_status, place)
        CROSS JOIN LATERAL (SELECT u.level) c
        CROSS JOIN LATERAL (SELECT u.kind, u.special_status) m
        ORDER BY u.place
    """  # noqa: S608  # a constant of ours
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*cases, strict=True)])
        found = [row[0] for row in cursor.fetchall()]
    assert found == [is_competent(lv, kind, special_status=special) for lv, kind, special in cases]
