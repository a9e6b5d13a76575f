"""Pages of steps: what the database refuses is told, and what became of a row that is gone."""

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
from programs.actions.decision.approval import approve_decision
from programs.models import EfaCost, Grant, Reclaim
from tests.factories.accounts import NOW
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.forms import of_answer, opened
from tests.programs.desk import person, signed_in
from tests.programs.signatures import ACTS

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


@pytest.mark.parametrize(
    ("act", "model", "way"),
    [
        ("reclaim", Reclaim, "withdraw"),
        ("reclaim", Reclaim, "send_back"),
        ("EfA cost", EfaCost, "withdraw"),
        ("EfA cost", EfaCost, "send-back"),
    ],
)
def test_row_that_a_step_takes_away_is_told_to_who_took_it_and_who_had_it_open(
    staff: Staff, act: str, model: type[Reclaim | EfaCost], way: str
) -> None:
    ACTS[act](staff)
    row = model._default_manager.get()
    name = f"admin:programs_{model._meta.model_name}"
    back, sign = (reverse(f"{name}_step", args=[row.pk, step]) for step in (way, "approve"))
    other = opened(signed_in(staff.second), sign)
    person = staff.officer if way == "withdraw" else staff.approver
    answer = opened(signed_in(person), back).send(reason="Irrtum")
    assert not model._default_manager.exists()
    for sent, words in (
        (answer, "Erledigt: "),
        (other.send(on="23.11.2026"), "gibt es nicht mehr"),
    ):
        assert (sent.status_code, sent["Location"]) == (302, reverse(f"{name}_changelist"))
        page = sent.client.get(sent["Location"])
        assert words in " ".join(str(message) for message in page.context["messages"])
    assert signed_in(staff.second).get(sign).status_code == 404
    assert signed_in(staff.second).post(sign).status_code == 404


def test_chosen_rows_that_left_the_list_meanwhile_are_told(staff: Staff) -> None:
    """One was signed by somebody else and is not in the filter any more, one is gone."""
    line = BudgetLineFactory.create(money="300000.00")
    first, second = (staff.proposed(line) for _number in range(2))
    gone = GrantFactory.create(draft=True)
    url = reverse("admin:programs_grant_changelist") + "?state=approval_pending"
    client = signed_in(staff.second)
    chosen = {"action": "approve", ACTION_CHECKBOX_NAME: [first.grant_id, second.grant_id]}
    page = of_answer(client, url, client.post(url, chosen))
    keys = [*page.fields[ACTION_CHECKBOX_NAME], str(gone.pk)]
    approve_decision(first, by=staff.approver, at=NOW)
    gone.delete()
    answer = page.send(**{ACTION_CHECKBOX_NAME: keys})
    outcomes = answer.context["outcomes"]
    assert [(o.obj.pk, o.is_done) for o in outcomes] == [
        (first.grant_id, False),
        (second.grant_id, True),
    ]
    assert "geändert, seit Sie diese Seite geöffnet haben" in outcomes[0].message
    assert "1 gewählter Eintrag ist nicht mehr da." in answer.content.decode()
