"""What the budget officer is told: directives that end, base rates that are missing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from portal.administration.todo import Section, todos
from programs.models import BaseRate, Directive
from programs.todo.cases import case_todos
from programs.todo.filters import missing_base_rate
from tests.factories.life import TODAY, Staff

pytestmark = pytest.mark.django_db


def sections(user: User, today: date = TODAY) -> dict[str, Section]:
    return {section.todo.key: section for section in todos(user, today=today)}


@pytest.mark.parametrize(("days", "listed"), [(60, True), (61, False)])
def test_directives_are_told_sixty_days_before_they_end(
    staff: Staff, days: int, listed: bool
) -> None:
    latest = Directive.objects.filter(program__code="ikz").order_by("-valid_from").first()
    assert latest is not None
    Directive.objects.filter(pk=latest.pk).update(valid_to=TODAY + timedelta(days=days))
    found = [
        task.target
        for entry in case_todos(staff.budget, today=TODAY)
        if entry.key == "directives"
        for task in entry.tasks
    ]
    assert (latest in found) == listed


def test_a_missing_base_rate_is_told_from_the_first_day_of_its_half_year(staff: Staff) -> None:
    BaseRate.objects.filter(valid_from__gte=date(2026, 7, 1)).delete()
    BaseRate.objects.get_or_create(
        valid_from=date(2026, 1, 1), defaults={"percent": Decimal(1), "source": "Test"}
    )
    assert missing_base_rate(date(2026, 6, 30)) is None
    assert missing_base_rate(date(2026, 7, 1)) == date(2026, 7, 1)
    assert "base_rate" in sections(staff.budget)
