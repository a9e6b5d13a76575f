"""A step whose action the database refuses: told on its page, for one row and for many."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.roles import PREPARE
from core.admin.steps import Step, Taken, calls
from programs.models import Grant
from tests.factories.programs import GrantFactory
from tests.programs.desk import person, signed_in

pytestmark = pytest.mark.django_db


def owe_less_than_nothing(grant: Grant, *, by: Any) -> None:
    """An action that asks nothing before it writes."""
    Grant.objects.filter(pk=grant.pk).update(own_eur=Decimal(-1))


@pytest.fixture
def officer(monkeypatch: pytest.MonkeyPatch) -> Client:
    """An officer whose desk offers the step, for one case and for many."""
    step: Step[Grant] = Step(
        "owe", "Owe", PREPARE, is_open=bool, run=calls(Taken)(owe_less_than_nothing), bulk="Owe"
    )
    monkeypatch.setattr(admin.site._registry[Grant], "steps", [step])
    return signed_in(person(Role.OFFICER))


def test_rule_that_only_the_database_asks_is_told_on_the_page(officer: Client) -> None:
    case = GrantFactory.create(own_eur=Decimal(0))
    page = officer.post(reverse("admin:programs_grant_step", args=[case.pk, "owe"]))
    assert page.status_code == 200
    rule = next(r for r in Grant._meta.constraints if r.name == "grant_amounts_not_negative")
    assert page.context["form"].non_field_errors() == [rule.get_violation_error_message()]
    case.refresh_from_db()
    assert case.own_eur == 0


def test_each_of_many_says_what_the_database_refused(officer: Client) -> None:
    cases = [GrantFactory.create(own_eur=Decimal(0)) for _number in range(2)]
    data = {"action": "owe", "_confirmed": "1", ACTION_CHECKBOX_NAME: [c.pk for c in cases]}
    page = officer.post(reverse("admin:programs_grant_changelist"), data)
    assert page.status_code == 200
    outcomes = page.context["outcomes"]
    assert [(o.obj.pk, o.is_done) for o in outcomes] == [(c.pk, False) for c in cases]
    assert all("grant_amounts" not in o.message for o in outcomes)
