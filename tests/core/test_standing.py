"""The line under every figure: as of when, whether it was checked, and what the check found."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts.choices import Role
from core.as_of import AsOf
from core.models import RollupState
from core.standing import AsOfForm, Standing, standing, standings
from tests.factories.accounts import UserFactory
from tests.programs.desk import signed_in

TODAY, PAST = date(2026, 11, 23), date(2026, 5, 1)
MADE = datetime(2026, 11, 23, 3, 5, tzinfo=UTC)  # 04:05 here


@pytest.mark.usefixtures("untranslated")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((None, None, None, None), "Not computed yet"),
        ((None, MADE, None, None), "As of 23.11.2026, 04:05 · not checked yet"),
        ((None, MADE, MADE, 0), "As of 23.11.2026, 04:05 · checked: 0 differences"),
        ((None, MADE, MADE, 1), "As of 23.11.2026, 04:05 · checked: 1 differences"),
        ((PAST, None, None, None), "As of 01.05.2026 (computed from the ledger)"),
        ((PAST, MADE, MADE, 3), "As of 01.05.2026 (computed from the ledger)"),
    ],
)
def test_standing_says_how_current_and_how_well_checked(
    given: tuple[date | None, datetime | None, datetime | None, int | None], said: str
) -> None:
    assert str(Standing(*given)) == said


@pytest.mark.django_db
def test_standing_of_each_roll_up_is_its_own_in_the_order_asked_for(
    django_assert_num_queries: Any,
) -> None:
    RollupState.objects.all().delete()
    RollupState.objects.create(
        name="budget", generation=1, as_of=TODAY, computed_at=MADE, checked_at=MADE, differences=2
    )
    with django_assert_num_queries(1):
        budget, unknown = standings("budget", "progress", at=AsOf.today())
    assert (budget.at, budget.computed_at, budget.differences) == (None, MADE, 2)
    assert unknown == Standing(None, None, None, None)
    assert standings("progress", "budget", at=AsOf.today()) == [unknown, budget]
    assert standing("budget", at=AsOf(PAST)) == Standing(PAST, MADE, MADE, 2)
    assert standing("progress", at=AsOf(PAST)).at == PAST


@pytest.mark.parametrize(
    ("query", "at", "past"),
    [
        ("", AsOf(TODAY, is_today=True), None),
        ("stand=", AsOf(TODAY, is_today=True), None),
        ("stand=2026-11-23", AsOf(TODAY, is_today=True), None),
        ("stand=2026-05-01", AsOf(PAST), PAST),
        ("stand=01.05.2026", AsOf(PAST), PAST),
        ("seite=2", AsOf(TODAY, is_today=True), None),
    ],
)
def test_address_names_the_day_of_its_page(query: str, at: AsOf, past: date | None) -> None:
    form = AsOfForm.of(RequestFactory().get(f"/?{query}"))
    assert form.is_valid()
    assert (form.at, form.past) == (at, past)


@pytest.mark.parametrize("day", ["2026-11-24", "2003-12-31", "2026-02-30", "gestern"])
def test_day_that_figures_cannot_be_of_is_no_day(day: str) -> None:
    form = AsOfForm.of(RequestFactory().get(f"/?stand={day}"))
    assert not form.is_valid()
    assert form.past is None
    with pytest.raises(KeyError):
        _ = form.at


@pytest.mark.django_db
def test_page_of_a_refused_day_shows_no_figure() -> None:
    client: Client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    page = client.get("/fortschritt/fabriken/", {"stand": "2026-11-24"})
    assert page.templates[0].name == "components/refused_day.html"
    assert "<table" not in page.content.decode()
