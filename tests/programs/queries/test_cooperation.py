"""Cooperations, participations and municipalities: three counts, from the day of the decision."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.choices import Role
from core import rollups
from core.as_of import AsOf
from programs.models import PublishedFigure
from programs.queries.cooperation import compare_published
from programs.rollups import BUDGET
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import Staff
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, program
from tests.reports.test_pages import file_rows

pytestmark = pytest.mark.django_db

REPORT = "/berichte/kooperationen/"

MARBURG = "06534014"

COUNTS = ["Kooperationen", "Beteiligungen", "Verschiedene Kommunen", "Davon kreisübergreifend"]


def reader(role: Role = Role.AUDITOR) -> Client:
    client = Client()
    client.force_login(UserFactory.create(roles=[role]))
    return client


@pytest.fixture
def cooperations() -> None:
    """Twice the same four partners of one district, and three of which one is of another."""
    staff = Staff.hire()
    line = BudgetLineFactory.create(money="300000.00")
    for _ in range(2):
        staff.approved(line)
    across = dict.fromkeys((LAUTERBACH, ALSFELD, MARBURG), Decimal("25000.00"))
    staff.approved(shares=across, tranches={line: Decimal("75000.00")})
    staff.proposed(line)  # not approved: no cooperation yet
    rollups.rebuild(BUDGET, at=NOW.date(), now=NOW)


@pytest.mark.usefixtures("cooperations")
def test_cooperations_participations_and_municipalities_are_three_counts() -> None:
    header, row, total = file_rows(reader(), f"{REPORT}csv/")
    assert header[2:6] == COUNTS
    assert row[1:7] == ["2026", "3", "11", "5", "1", "275000,00"]
    assert total[2:6] == ["3", "11", "", "1"]


@pytest.mark.usefixtures("cooperations")
def test_published_figure_has_ours_beside_it_once_its_period_is_over() -> None:
    ikz, day = program("ikz"), NOW.date()
    ikz.published_figures.all().delete()
    ikz.published_figures.create(
        **{"key": "x", "measure": "Kooperationen", "unit": "", "value": 3, "qualifier": "exact"},
        **{"basis": "Bilanz", "source": "Zeitung", "counting_rule": "Bescheide"},
        **{"period_from": date(NOW.year, 1, 1), "period_to": day},
    )
    days = (day - timedelta(days=1), day)
    assert [compare_published(ikz, at=AsOf(at))[0].ours for at in days] == [None, 3]


@pytest.mark.usefixtures("cooperations")
def test_cooperations_count_from_the_day_of_the_decision() -> None:
    before = date(NOW.year, 1, 2).isoformat()
    assert [row[1] for row in file_rows(reader(), f"{REPORT}csv/?stand={before}")[1:]] == [""]


@pytest.mark.usefixtures("cooperations")
def test_published_figures_stand_beside_ours_of_the_same_period() -> None:
    ikz = program("ikz")
    ikz.published_figures.all().delete()
    known = ("Kooperationen", "Förderungen", "Beteiligungen", "Fördersumme", "Einwohner")
    for place, measure in enumerate((*known, "Kooperationen")):
        year = 2026 if place < len(known) else 2025  # our books begin in 2026
        PublishedFigure.objects.create(
            key=f"probe-{place}",
            program=ikz,
            measure=measure,
            value=Decimal(1),
            unit="EUR" if measure == "Fördersumme" else "Anzahl",
            qualifier="exact",
            period_from=date(year, 1, 1),
            period_to=min(date(year, 12, 31), NOW.date()),
            basis="Test",
            counting_rule="Test",
            source="Test",
        )
    found = {row.published.key: row for row in compare_published(ikz, at=AsOf.today())}
    told = [(found[f"probe-{place}"].ours, found[f"probe-{place}"].is_money) for place in range(6)]
    assert told == [
        (3, False),
        (3, False),
        (11, False),
        (Decimal("275000.00"), True),
        (None, False),
        (None, False),
    ]
