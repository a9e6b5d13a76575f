"""What forms offer before anything is typed: what may be chosen, and what there is of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.formats import NBSP
from programs.actions.application import request_papers, start_review
from programs.choices import GrantKind, GrantState
from programs.models import BudgetLine, Grant, Program
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory, program
from tests.programs import desk
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
ADD = "admin:programs_grant_add"


def shown(client: Client, row: Any, name: str) -> Any:
    """The form of a step before anything is typed."""
    meta = row._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_step", args=[row.pk, name])
    return client.get(address).context["form"]


def lines_of(form: Any, name: str = "line") -> list[BudgetLine]:
    """The budget lines that a field of a form offers."""
    offered = [
        key
        for value, label in form.fields[name].choices
        for key in ([one for one, _label in label] if isinstance(label, list) else [value])
    ]
    keys = [int(str(key)) for key in offered if str(key)]
    found = BudgetLine.objects.in_bulk(keys)
    return [found[key] for key in keys]


def money_of(form: Any) -> tuple[str, Decimal | None]:
    field = form.fields["amount_eur"]
    return str(field.help_text).replace(NBSP, " "), field.initial


def test_new_case_is_of_a_program_that_gives_money(staff: Staff) -> None:
    form = signed_in(staff.officer).get(reverse(ADD)).context["adminform"].form
    kinds = {found.grant_kind for found in form.fields["program"].queryset}
    assert kinds
    assert GrantKind.IN_KIND not in kinds
    assert Program.objects.filter(grant_kind=GrantKind.IN_KIND).exists()


def test_new_case_offers_open_lines_of_its_program_cash_first(staff: Staff) -> None:
    closed, cash = desk.ikz_line(year=2025), desk.ikz_line()
    later = BudgetLineFactory.create(fiscal_year=2026, due_year=2027)
    BudgetLineFactory.create(program=program("ozg-modellkommunen"))
    page = signed_in(staff.officer).get(reverse(ADD), {"program": cash.program_id})
    rows = next(
        one.formset.forms
        for one in page.context["inline_admin_formsets"]
        if "line" in one.formset.form.base_fields
    )
    assert lines_of(rows[0]) == [cash, later]
    labels = [
        str(label) for _program, group in rows[0].fields["line"].choices[1:] for _k, label in group
    ]
    assert labels[1].startswith("Verpflichtungsermächtigung 2026 für 2027")
    assert closed.pk not in {line.pk for line in lines_of(rows[0])}


def test_row_of_a_partner_that_was_offered_and_not_needed_may_be_emptied(staff: Staff) -> None:
    """The share stands in it beforehand, as it was offered or taken out."""
    line = desk.ikz_line()
    client = signed_in(staff.officer)
    for number, left in enumerate(("", "25.000,00")):
        typed = desk.typed(line, file_reference=f"A {number}")
        typed |= {"participations-TOTAL_FORMS": 5, "participations-4-share_eur": left}
        assert client.post(reverse(ADD), typed).status_code == 302
    assert [grant.participations.count() for grant in Grant.objects.all()] == [4, 4]


@pytest.mark.parametrize("amount", ["0,00", "-75.000,00"])
def test_tranche_of_a_plan_moves_money_and_is_told_so_in_words(staff: Staff, amount: str) -> None:
    line = desk.ikz_line()
    typed = desk.typed(line, **{"tranches-0-amount_eur": amount})
    page = signed_in(staff.officer).post(reverse(ADD), typed)
    said = page.content.decode().replace(NBSP, " ")
    assert page.status_code == 200
    assert "Bitte einen Betrag über 0,00 € eingeben." in said
    assert "planned_tranche_positive" not in said
    assert not Grant.objects.exists()


def test_amendment_offers_no_line_whose_year_is_over(staff: Staff) -> None:
    first = desk.ikz_line()
    desk.ikz_line(year=2025)
    other = BudgetLineFactory.create(fiscal_year=2026, foerderprodukt="IKZ 2")
    grant = staff.notified(first)
    assert lines_of(shown(signed_in(staff.officer), grant, "amend"), "other_line") == [other]


def test_central_payment_offers_lines_that_are_payable_today(staff: Staff) -> None:
    civento = program("civento")
    for year in (2025, 2027):
        BudgetLineFactory.create(program=civento, fiscal_year=year)
    line = BudgetLineFactory.create(program=civento)
    page = signed_in(staff.officer).get(reverse("admin:programs_centralpayment_add"))
    assert lines_of(page.context["adminform"].form) == [line]


def test_budget_officer_reads_what_a_line_has_before_booking(staff: Staff) -> None:
    line = desk.ikz_line("150000.00")
    client = signed_in(staff.budget)
    assert money_of(shown(client, line, "book")) == ("Frei 150.000,00 €, gesperrt 0,00 €.", None)
    staff.approved(line)
    assert money_of(shown(client, line, "book"))[0] == "Frei 50.000,00 €, gesperrt 0,00 €."


def test_carry_over_offers_all_that_is_free_and_cash_for_cash(staff: Staff) -> None:
    old, new = desk.ikz_line("10000.00", year=2025), desk.ikz_line()
    BudgetLineFactory.create(fiscal_year=2026, due_year=2027)
    form = shown(signed_in(staff.budget), old, "carry-over")
    assert lines_of(form, "target") == [new]
    said, offered = money_of(form)
    assert said.endswith(": noch 10.000,00 €.")
    assert offered == Decimal("10000.00")


def test_papers_that_are_missing_are_ticked_by_nobody_beforehand(staff: Staff) -> None:
    grant: Grant = GrantFactory.create(draft=True, state=GrantState.SUBMITTED, received_on=TODAY)
    start_review(grant, by=staff.officer)
    request_papers(
        grant, titles=["Beschluss"], on=TODAY, due_on=date(2026, 12, 18), by=staff.officer, at=NOW
    )
    field = shown(signed_in(staff.officer), grant, "resume")["received"]
    assert [bool(box.data["selected"]) for box in field.subwidgets] == [False]


def test_decision_that_was_handed_over_is_not_handed_over_again(staff: Staff) -> None:
    grant = staff.notified(desk.ikz_line())  # handed over, by its notification
    page = signed_in(staff.officer).get(reverse("admin:programs_grant_change", args=[grant.pk]))
    assert "hand_over" not in [step.name for step in page.context["steps"]]
