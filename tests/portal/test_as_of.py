"""The day a page looks at: what may be typed, and the figures of that day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone

from accounts.choices import Role
from programs.models import BudgetLine
from tests.factories.accounts import UserFactory
from tests.portal.cases import (
    BODY,
    OVERVIEW,
    PROGRAM,
    PROGRAMS,
    decided,
    refreshed,
)
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
FACTORIES = "/fortschritt/fabriken/"


@pytest.mark.parametrize("path", [OVERVIEW, BODY, PROGRAMS, PROGRAM, FACTORIES])
@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("2026-02-31", "„2026-02-31“"),
        ("31.02.2026", "„31.02.2026“"),
        ("gestern", "„gestern“"),
        ("2999-12-31", "31.12.2999"),
        ("0001-01-01", "01.01.0001"),
        ("2003-12-31", "31.12.2003"),
    ],
)
def test_day_that_cannot_be_is_refused_and_named(path: str, typed: str, named: str) -> None:
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    response = client.get(path, {"stand": typed})
    assert response.status_code == 200
    form = response.context["as_of_form"]
    assert list(form.errors) == ["stand"]
    assert named in form.errors["stand"][0]
    assert named in unescape(response.content.decode())
    assert "table" not in response.context
    assert "€" not in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("24.11.2026", "24.11.2026 liegt in der Zukunft."),
        ("2999-12-31", "31.12.2999 liegt in der Zukunft."),
        ("2003-12-31", "31.12.2003 liegt vor den ersten Aufzeichnungen."),
    ],
)
def test_refused_day_says_which_days_there_are(typed: str, said: str) -> None:
    """However far off it is: no hint names a day that would be refused as well."""
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    (error,) = client.get(OVERVIEW, {"stand": typed}).context["as_of_form"].errors["stand"]
    assert error.startswith(said)


@pytest.mark.parametrize("typed", ["2026-01-15", "15.01.2026"])
def test_past_day_is_taken_in_both_notations(typed: str) -> None:
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    page = client.get(OVERVIEW, {"stand": typed})
    assert page.context["as_of_form"].at.day == date(2026, 1, 15)
    assert str(page.context["budget_standing"]) == "Stand 15.01.2026 (aus den Buchungen berechnet)"


def test_today_is_now() -> None:
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    for typed in ("", timezone.localdate().isoformat()):
        assert client.get(OVERVIEW, {"stand": typed}).context["as_of_form"].at.is_today


def test_past_day_shows_the_figures_of_that_day(line: BudgetLine) -> None:
    decided(line)
    refreshed()
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    day_before = date(2026, 11, 22)
    then = client.get(PROGRAM, {"stand": day_before.isoformat()}).context["total"]
    now = client.get(PROGRAM).context["total"]
    assert [(t.available_eur, t.committed_eur, t.free_eur) for t in (then, now)] == [
        (Decimal(250000), Decimal(0), Decimal(250000)),
        (Decimal(250000), Decimal(100000), Decimal(150000)),
    ]
