"""The table of transitions: complete, told in the documentation and shown beside the case."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.choices import Role
from programs.choices import GrantState
from programs.rules.life_cycle import life_cycle, life_cycle_page
from programs.rules.transitions import TRANSITIONS
from tests.factories.life import Staff
from tests.programs import desk


def test_documentation_tells_the_table_of_transitions() -> None:
    """Out of date? Run manage.py write_life_cycle."""
    written = Path(settings.BASE_DIR) / "docs" / "rules" / "life-cycle.md"
    with translation.override("de"):
        assert written.read_text(encoding="utf-8") == life_cycle_page()


def test_every_step_says_who_when_and_what_it_writes() -> None:
    silent = [
        str(row.label)
        for row in life_cycle()
        if not (row.roles and row.sources and row.target and row.condition and row.writes)
    ]
    assert silent == []


def test_steps_that_start_from_the_state_are_marked() -> None:
    marked = {str(row.label) for row in life_cycle(GrantState.QUERY) if row.is_next}
    assert marked == {str(TRANSITIONS[name].label) for name in ("resume", "withdraw")}


@pytest.mark.django_db
def test_page_of_a_case_shows_every_step_to_the_ministry_only() -> None:
    staff = Staff.hire()
    grant = staff.proposed().grant
    address = reverse("admin:programs_grant_life_cycle", args=[grant.pk])
    page = desk.signed_in(staff.officer).get(address)
    rows = page.context["rows"]
    assert [str(row.label) for row in rows if row.is_next] == [
        str(TRANSITIONS[name].label) for name in ("approve", "send_back", "take_back")
    ]
    form = desk.signed_in(staff.officer).get(
        reverse("admin:programs_grant_change", args=[grant.pk])
    )
    assert address in form.content.decode()
    assert desk.signed_in(desk.person(Role.COORDINATOR)).get(address).status_code in (403, 404)
    assert desk.signed_in(desk.person(Role.MUNICIPALITY_EDITOR)).get(address).status_code == 302
