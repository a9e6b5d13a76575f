"""What limits those who prepare and sign is changed by two: programs, lines, rates, directives."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.models import PendingChange, User
from programs.choices import GrantKind
from programs.models import Authority, BaseRate, Directive, Program, RateRule
from tests.accounts.changing import form_values, press
from tests.programs import desk
from tests.programs.desk import LAUTERBACH, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def approver() -> User:
    return desk.person(Role.APPROVER, "freigabe")


def test_thresholds_of_a_program_are_changed_by_two(approver: User) -> None:
    budget, program = desk.person(Role.BUDGET_OFFICER), Program.objects.get(code="ikz")
    url = reverse("admin:programs_program_change", args=[program.pk])
    client = signed_in(budget)
    data = form_values(client, url) | {
        "third_signature_from_eur": "",
        "budget_officer_from_eur": "",
        "funding_source": "Landesausgleichsstock, neu",
        "change_reason": "Vereinfachung",
    }
    assert client.post(url, data).status_code == 302
    before = (program.third_signature_from_eur, program.budget_officer_from_eur)
    program.refresh_from_db()
    assert (program.third_signature_from_eur, program.budget_officer_from_eur) == before
    assert program.funding_source == "Landesausgleichsstock, neu"  # limits nobody
    assert press(budget, "approve").status_code == 403
    assert press(approver, "approve").status_code == 302
    program.refresh_from_db()
    assert (program.third_signature_from_eur, program.budget_officer_from_eur) == (None, None)


@pytest.mark.parametrize(
    ("column", "typed", "value"),
    [
        ("starts_on", "01.02.2004", date(2004, 2, 1)),
        ("ends_on", "31.12.2031", date(2031, 12, 31)),
        ("grant_kind", GrantKind.GRANT, GrantKind.GRANT),
        ("checklist", "Antrag", ["Antrag"]),
    ],
)
def test_what_else_limits_decisions_of_a_program_is_changed_by_two(
    approver: User, column: str, typed: str, value: object
) -> None:
    budget, program = desk.person(Role.BUDGET_OFFICER), Program.objects.get(code="ikz")
    before = getattr(program, column)
    url = reverse("admin:programs_program_change", args=[program.pk])
    client = signed_in(budget)
    data = form_values(client, url) | {column: typed, "change_reason": "Neue Vereinbarung"}
    assert client.post(url, data).status_code == 302
    program.refresh_from_db()
    assert getattr(program, column) == before
    assert press(approver, "approve").status_code == 302
    program.refresh_from_db()
    assert getattr(program, column) == value


def test_promise_of_a_line_is_changed_by_two_and_its_note_by_one(approver: User) -> None:
    line = desk.ikz_line()
    budget = desk.person(Role.BUDGET_OFFICER)
    url = reverse("admin:programs_budgetline_change", args=[line.pk])
    client = signed_in(budget)
    assert (
        client.post(url, form_values(client, url) | {"note": "Stand 2. Lesung"}).status_code == 302
    )
    data = form_values(client, url) | {"funding_status": "open", "change_reason": "Sperre"}
    assert client.post(url, data).status_code == 302
    line.refresh_from_db()
    assert (line.funding_status, line.note) == ("committed", "Stand 2. Lesung")
    assert press(approver, "approve").status_code == 302
    line.refresh_from_db()
    assert line.funding_status == "open"


def test_programs_that_grant_start_with_thresholds() -> None:
    grants = Program.objects.exclude(grant_kind=GrantKind.IN_KIND)
    without = grants.filter(third_signature_from_eur=None) | grants.filter(
        budget_officer_from_eur=None
    )
    assert list(without) == []
    assert Program().third_signature_from_eur is not None
    assert Program().budget_officer_from_eur is not None


def test_base_rate_is_entered_by_two(approver: User) -> None:
    client = signed_in(desk.person(Role.BUDGET_OFFICER))
    data = {
        "valid_from": "01.01.2031",
        "percent": "2,5",
        "source": "Bundesbank",
        "change_reason": "Neuer Satz",
    }
    for wrong in ({"valid_from": "15.07.2026"}, {"percent": "127"}, {"percent": "-5,01"}):
        answer = client.post(reverse("admin:programs_baserate_add"), data | wrong)
        assert list(answer.context["adminform"].form.errors) == list(wrong)
    client.post(reverse("admin:programs_baserate_add"), data)
    assert BaseRate.objects.filter(valid_from="2031-01-01").count() == 0
    press(approver, "approve")
    rate = BaseRate.objects.get(valid_from="2031-01-01")
    assert (str(rate.percent), rate.source) == ("2.50", "Bundesbank")


def test_address_in_letters_is_changed_by_two(approver: User) -> None:
    """Its name comes with the reference data: a new name is a new authority."""
    client = signed_in(desk.person(Role.BUDGET_OFFICER))
    url = reverse("admin:programs_authority_change", args=["hmd"])
    typed = {"name": "Anders", "address": "Wilhelmstraße 1\n65185 Wiesbaden"}
    assert "Bitte geben Sie den Grund an" in client.post(url, typed).content.decode()
    client.post(url, typed | {"change_reason": "Umzug"})
    authority = Authority.objects.get(code="hmd")
    name = authority.name
    assert authority.address == ""
    press(approver, "approve")
    authority.refresh_from_db()
    assert authority.address.splitlines() == typed["address"].splitlines()
    assert authority.name == name != "Anders"
    assert client.get(reverse("admin:programs_authority_add")).status_code == 403
    assert client.get(reverse("admin:programs_authority_delete", args=["hmd"])).status_code == 403
    officer = signed_in(desk.person(Role.OFFICER))
    assert officer.post(url, typed).status_code == 403


def test_directive_and_its_rates_are_changed_by_two(approver: User) -> None:
    budget = desk.person(Role.BUDGET_OFFICER)
    client, directive = signed_in(budget), Directive.objects.filter(program__code="ikz").first()
    assert directive is not None
    url = reverse("admin:programs_directive_change", args=[directive.pk])
    data = form_values(client, url) | {"min_partners": "7", "change_reason": "Neu gefasst"}
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.context["errors"]
    rate = {
        "directive": directive.pk,
        "municipality": LAUTERBACH,
        "min_partners": "1",
        "max_rate": "50",
        "source": "Erlass",
        "change_reason": "Finanzstärke",
    }
    client.post(reverse("admin:programs_raterule_add"), rate)
    assert Directive.objects.get(pk=directive.pk).min_partners == directive.min_partners
    assert RateRule.objects.filter(municipality=LAUTERBACH).count() == 0
    for change in PendingChange.objects.all():
        press(approver, "approve", change)
    assert Directive.objects.get(pk=directive.pk).min_partners == 7
    assert RateRule.objects.filter(municipality=LAUTERBACH).count() == 1
