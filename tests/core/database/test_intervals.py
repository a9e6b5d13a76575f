from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from core.database.intervals import holding, holds
from services.choices import CompetenceLevel
from services.models import Competence

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
DAY = timedelta(days=1)


def by_sql(day: date, begin: date | None, end: date | None, *, last_day: bool) -> bool:
    sql = f"SELECT {holds('r', last_day=last_day)} FROM (VALUES (%(b)s::date, %(e)s::date)) r(valid_from, valid_to)"  # noqa: E501, S608
    with connection.cursor() as cursor:
        cursor.execute(sql, {"day": day, "b": begin, "e": end})
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("day", "last_day", "is_held"),
    [
        (FIRST - DAY, False, False),
        (FIRST, False, True),
        (LAST - DAY, False, True),
        (LAST, False, False),
        (LAST, True, True),
        (LAST + DAY, True, False),
    ],
)
def test_span_holds_its_days(day: date, last_day: bool, is_held: bool) -> None:
    assert by_sql(day, FIRST, LAST, last_day=last_day) is is_held
    assert by_sql(day, None, LAST, last_day=last_day) is (is_held or day < FIRST)
    assert by_sql(day, FIRST, None, last_day=last_day) is (day >= FIRST)
    assert by_sql(day, None, None, last_day=last_day) is True


def test_row_that_always_begins_is_asked_so() -> None:
    assert holds("e", "i.day", has_begin=True) == (
        "e.valid_from <= i.day AND (e.valid_to IS NULL OR e.valid_to > i.day)"
    )


@pytest.mark.parametrize("last_day", [False, True])
@pytest.mark.parametrize("begin", [None, FIRST])
@pytest.mark.parametrize("end", [None, LAST])
def test_filter_says_what_the_sql_says(
    begin: date | None, end: date | None, last_day: bool
) -> None:
    row = Competence.objects.order_by("pk").first()
    assert row is not None
    Competence.objects.filter(service=row.service_id).exclude(pk=row.pk).delete()
    Competence.objects.filter(pk=row.pk).update(
        valid_from=begin, valid_to=end, level=CompetenceLevel.MUNICIPALITY
    )
    for day in (FIRST - DAY, FIRST, LAST - DAY, LAST, LAST + DAY):
        held = Competence.objects.filter(holding(day, last_day=last_day), pk=row.pk).exists()
        assert held is by_sql(day, begin, end, last_day=last_day)
        if begin:
            always = holding(day, last_day=last_day, has_begin=True)
            assert Competence.objects.filter(always, pk=row.pk).exists() is held
        through = holding(day, of="service__competences__", last_day=last_day)
        assert Competence.objects.filter(through, pk=row.pk).exists() is held
