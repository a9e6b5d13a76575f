"""What a directive demands is demanded at the proposal, and said from the first minute."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.choices import Role
from core.calendar import is_working_day
from core.errors import RuleError
from programs.admin.grant.application_steps import Papers
from programs.admin.reclaim.steps import Opening
from programs.choices import CaseEntry
from programs.models import Decision, Directive, Grant
from programs.terms.readiness import broken, directive_of, open_points
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import ALSFELD, HANAU_BEFORE
from tests.factories.programs import DirectiveFactory, GrantFactory
from tests.programs.desk import ikz_line, person, signed_in, typed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "column",
    ["received_on", "cooperation_start", "cooperation_until", "baseline_eur", "planned_eur"],
)
def test_cooperation_without_a_demanded_entry_is_not_proposed(column: str) -> None:
    with pytest.raises(RuleError) as refusal:
        Staff.hire().proposed(**{column: None})
    assert (refusal.value.field, refusal.value.code) == (column, "entry")


def test_resolution_of_every_partner_is_demanded() -> None:
    staff = Staff.hire()
    grant: Grant = GrantFactory.create(draft=True)
    grant.participations.update(resolution_on=None)
    codes = [(point.field, point.code) for point in open_points(grant, day=TODAY)]
    assert ("participations", "entry") in codes
    assert staff.proposed().pk


@pytest.mark.parametrize("entry", CaseEntry)
def test_each_entry_is_asked_where_the_directive_demands_it(entry: CaseEntry) -> None:
    directive = DirectiveFactory.create()
    grant: Grant = GrantFactory.create(program=directive.program, state="draft")
    grant.participations.update(resolution_on=None)
    assert not [point for point in open_points(grant, day=TODAY) if point.code == "entry"]
    Directive.objects.filter(pk=directive.pk).update(required_entries=[entry.value])
    assert [point for point in open_points(grant, day=TODAY) if point.code == "entry"]


def test_form_says_all_that_is_missing_at_once() -> None:
    grant: Grant = GrantFactory.create(draft=True, received_on=None, baseline_eur=None)
    officer = signed_in(person(Role.OFFICER))
    page = officer.get(reverse("admin:programs_grant_change", args=[grant.pk]))
    points = page.context["open_points"]
    assert len(points) == 3
    text = page.content.decode()
    assert all(point.split(":")[0] in text for point in points)


def test_new_form_names_what_the_directive_demands() -> None:
    line = ikz_line()
    page = signed_in(person(Role.OFFICER)).get(
        reverse("admin:programs_grant_add"), {"program": line.program_id}
    )
    assert page.context["demanded"] == [
        "Tag des Antragseingangs",
        "Beschluss jeder beteiligten Kommune",
        "Beginn und Ende der Kooperation",
        "Jährliche Ausgaben vorher und nachher",
    ]


def test_refused_proposal_keeps_the_form_and_marks_the_field() -> None:
    data: dict[str, Any] = typed(ikz_line(), baseline_eur="", _propose="1")
    answer = signed_in(person(Role.OFFICER)).post(reverse("admin:programs_grant_add"), data)
    assert list(answer.context["adminform"].form.errors) == ["baseline_eur"]
    assert not Decision.objects.exists()


@pytest.mark.parametrize("field", [Papers.base_fields["due_on"], Opening.base_fields["due_on"]])
def test_proposed_deadlines_are_working_days(field: Any) -> None:
    day = field.initial()
    assert is_working_day(day)


@pytest.mark.parametrize(
    ("received_on", "version"),
    [
        (date(2025, 12, 31), "alt"),
        (date(2026, 1, 1), "neu"),
        (None, "neu"),  # the day of the question
    ],
)
def test_directive_is_that_of_the_day_of_receipt(received_on: date | None, version: str) -> None:
    old = DirectiveFactory.create(version="alt", valid_to=date(2025, 12, 31))
    DirectiveFactory.create(version="neu", program=old.program, valid_from=date(2026, 1, 1))
    grant = GrantFactory.create(program=old.program, state="draft", received_on=received_on)
    assert directive_of(grant, TODAY).version == version


def test_case_before_any_directive_has_that_one_open_point() -> None:
    directive = DirectiveFactory.create()
    grant: Grant = GrantFactory.create(program=directive.program, state="draft")
    grant.received_on = directive.valid_from - timedelta(days=1)
    assert [point.code for point in open_points(grant, day=TODAY)] == ["no_directive"]
    grant.received_on = directive.valid_from
    assert "no_directive" not in [point.code for point in open_points(grant, day=TODAY)]


def test_body_that_has_ended_is_an_open_point() -> None:
    grant: Grant = GrantFactory.create(draft=True)
    assert "participations" not in [point.field for point in open_points(grant, day=TODAY)]
    grant.participations.filter(municipality=ALSFELD).update(municipality=HANAU_BEFORE)
    found = [point for point in open_points(grant, day=TODAY) if point.field == "participations"]
    assert len(found) == 1


def test_each_cause_is_told_once() -> None:
    def refuse() -> None:
        raise RuleError("Zu spät.", code="late")

    assert [error.code for error in broken([refuse, lambda: None, refuse])] == ["late"]
