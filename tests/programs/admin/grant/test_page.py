"""Entering a case in the administration: what is written, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import Role
from programs.choices import GrantState
from programs.models import BudgetLine, Decision, Grant, LedgerEntry, Participation, Tranche
from tests.factories.programs import PARTNERS
from tests.programs import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    return desk.ikz_line()


def written() -> tuple[int, int, int, int]:
    return (
        Grant.objects.count(),
        Participation.objects.count(),
        Tranche.objects.count(),
        Decision.objects.count(),
    )


def test_form_saves_and_submits_a_case(line: BudgetLine) -> None:
    officer = desk.person(Role.OFFICER)
    response = desk.entered(desk.signed_in(officer), desk.typed(line))
    grant = Grant.objects.get(file_reference="IV 3 - 3 v 03.02")
    assert response["Location"] == reverse("admin:programs_grant_change", args=[grant.pk])
    assert grant.state == GrantState.APPROVAL_PENDING
    assert grant.created_by == officer
    shares = grant.decisions.get().shares.values_list("municipality", "amount_eur")
    assert list(shares) == [(ags, Decimal("25000.00")) for ags in PARTNERS]


def test_lead_takes_part_without_being_typed_twice(line: BudgetLine) -> None:
    data = desk.typed(line)
    data["participations-0-municipality"] = data["participations-0-resolution_on"] = ""
    desk.signed_in(desk.person(Role.OFFICER)).post(reverse("admin:programs_grant_add"), data)
    parts = Participation.objects.order_by("pk").values_list("municipality", "share_eur")
    assert list(parts) == [(ags, Decimal("25000.00")) for ags in PARTNERS]


def test_shares_that_differ_by_a_cent_are_refused_and_nothing_is_written(line: BudgetLine) -> None:
    before = written()
    data = desk.typed(line) | {"participations-1-share_eur": "25.000,01"}
    response = desk.entered(desk.signed_in(desk.person(Role.OFFICER)), data)
    errors = response.context["inline_admin_formsets"][0].formset.non_form_errors()
    assert [" 0,01\u00a0€" in text for text in errors] == [True]
    assert written() == before


@pytest.mark.parametrize("text", ["1.234", "1,234"])
def test_ambiguous_amount_is_refused_with_both_readings(line: BudgetLine, text: str) -> None:
    before = written()
    data = desk.typed(line) | {"participations-1-share_eur": text}
    response = desk.entered(desk.signed_in(desk.person(Role.OFFICER)), data)
    errors = response.context["inline_admin_formsets"][0].formset[1].errors["share_eur"]
    assert [("1234" in message, "1,234" in message) for message in errors] == [(True, True)]
    assert written() == before


def test_bodies_that_do_not_exist_are_named_with_the_remedy(line: BudgetLine) -> None:
    before = written()
    wrong = {"lead": "06999999", "participations-1-municipality": "06999998"}
    response = desk.entered(desk.signed_in(desk.person(Role.OFFICER)), desk.typed(line, **wrong))
    rows = response.context["inline_admin_formsets"][0].formset
    said = (
        "„%s“ gibt es hier nicht. Prüfen Sie den Schlüssel oder wählen Sie einen Eintrag der Liste."
    )
    assert response.context["adminform"].form.errors["lead"] == [said % "06999999"]
    assert rows[1].errors["municipality"] == [said % "06999998"]
    assert written() == before


def test_more_than_the_line_has_is_refused_with_the_free_amount() -> None:
    line = desk.ikz_line("60000.00")
    before = written()
    response = desk.entered(desk.signed_in(desk.person(Role.OFFICER)), desk.typed(line))
    errors = response.context["inline_admin_formsets"][1].formset.non_form_errors()
    assert ["60.000,00" in text and "40.000,00" in text for text in errors] == [True]
    assert written() == before


def test_day_that_does_not_exist_is_named(line: BudgetLine) -> None:
    before = written()
    data = desk.typed(line, received_on="31.02.2026")
    response = desk.entered(desk.signed_in(desk.person(Role.OFFICER)), data)
    message = _("“%(value)s” is no day of the calendar. Write it like 31.12.2026.")
    form = response.context["adminform"].form
    assert form.errors["received_on"] == [message % {"value": "31.02.2026"}]
    assert written() == before


@pytest.mark.parametrize("text", ["2026-02-28", "28.02.2026", "28.2.26"])
def test_days_are_read_in_german_and_iso(line: BudgetLine, text: str) -> None:
    data = desk.typed(line, received_on=text)
    desk.entered(desk.signed_in(desk.person(Role.OFFICER)), data)
    assert Grant.objects.get(title=data["title"]).received_on == date(2026, 2, 28)


def test_line_of_another_program_is_refused(line: BudgetLine) -> None:
    other = BudgetLine.objects.create(
        program_id=line.program.__class__.objects.exclude(pk=line.program_id)[0].pk,
        fiscal_year=2026,
        einzelplan="03",
        kapitel="03 01",
        foerderprodukt="99",
    )
    data = desk.typed(line) | {"tranches-0-line": other.pk}
    response = desk.entered(desk.signed_in(desk.person(Role.OFFICER)), data)
    assert list(response.context["inline_admin_formsets"][1].formset[0].errors) == ["line"]


def test_one_partner_is_refused_and_two_need_a_reason(line: BudgetLine) -> None:
    client = desk.signed_in(desk.person(Role.OFFICER))
    data = desk.typed(line) | {
        "participations-TOTAL_FORMS": 2,
        "tranches-0-amount_eur": "50000",
    }
    response = desk.entered(client, data)
    assert list(response.context["adminform"].form.errors) == ["exception_reason"]
    response = desk.entered(client, data | {"exception_reason": "Nur zwei Nachbarn"})
    assert response.status_code == 302


def test_money_is_read_only_once_the_case_is_submitted(line: BudgetLine) -> None:
    officer = desk.person(Role.OFFICER)
    grant = desk.case(line, "A 1", by=officer)
    data = desk.typed(line) | {
        "participations-INITIAL_FORMS": 4,
        "participations-0-share_eur": "99.000,00",
        "title": "Anders",
    }
    for number, part in enumerate(grant.participations.all()):
        data[f"participations-{number}-id"] = part.pk
        data[f"participations-{number}-grant"] = grant.pk
    desk.signed_in(officer).post(reverse("admin:programs_grant_change", args=[grant.pk]), data)
    grant.refresh_from_db()
    assert grant.title == "Fall"
    assert {part.share_eur for part in grant.participations.all()} == {Decimal("25000.00")}
    assert grant.state == GrantState.APPROVAL_PENDING


def test_only_drafts_can_be_thrown_away(line: BudgetLine) -> None:
    officer = desk.person(Role.OFFICER)
    client = desk.signed_in(officer)
    pending = desk.case(line, "A 1", by=officer)
    draft = Grant.objects.create(
        program=line.program, file_reference="A 2", title="Entwurf", lead_id=desk.LAUTERBACH
    )
    answers = [
        client.post(reverse("admin:programs_grant_delete", args=[grant.pk]), {"post": "yes"})
        for grant in (pending, draft)
    ]
    assert [answer.status_code for answer in answers] == [403, 302]
    assert list(Grant.objects.values_list("file_reference", flat=True)) == ["A 1"]


def test_totals_say_what_stays_free(line: BudgetLine) -> None:
    client = desk.signed_in(desk.person(Role.OFFICER))
    answer = client.get(
        reverse("admin:programs_grant_totals"),
        {
            "program": [str(line.program_id)],
            "share": ["25.000,00", "25000", "25.000,00", "25.000,00"],
            "line": [str(line.pk)],
            "amount": ["100.000,00"],
        },
    ).json()
    assert (answer["shares"], answer["partners"], answer["difference"]) == (
        "100.000,00\u00a0€",
        4,
        "",
    )
    assert [("50.000,00" in cap["text"], cap["is_over"]) for cap in answer["caps"]] == [
        (True, False)
    ]


def test_totals_are_for_the_ministry(line: BudgetLine) -> None:
    url = reverse("admin:programs_grant_totals")
    assert desk.signed_in(desk.person(Role.COORDINATOR)).get(url).status_code == 403


def test_entering_books_nothing(line: BudgetLine) -> None:
    before = LedgerEntry.objects.count()
    desk.entered(desk.signed_in(desk.person(Role.OFFICER)), desk.typed(line))
    assert LedgerEntry.objects.count() == before
