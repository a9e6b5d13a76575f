"""Commitment authorisations: no cash, lapsing with their year, taken over in the due year."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from core import rollups
from core.areas import Level
from core.as_of import AsOf
from core.errors import RuleError
from core.money import ZERO, sum_eur
from programs.actions.booking import BudgetExceeded
from programs.actions.budget.changes import ask_to_cancel_budget, cancel_budget, change_budget
from programs.actions.budget.lines import confirm_budget, propose_carry_over
from programs.actions.budget.year_change import propose_year_change
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.approval import approve_decision, notify_grant, propose_grant
from programs.actions.decision.finality import finalise_grant
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.choices import EntryKind, NotificationKind
from programs.models import (
    BudgetBalance,
    BudgetBooking,
    BudgetLine,
    Decision,
    Grant,
    GrantBalance,
    LedgerEntry,
    Tranche,
)
from programs.queries.budget.figures import budget
from programs.queries.cooperation import by_year
from programs.rollups import BUDGET
from tests.factories.accounts import NOW, UserFactory
from tests.factories.books import lost, overspent
from tests.factories.life import Staff, fresh
from tests.factories.programs import BudgetLineFactory, GrantFactory, give
from tests.portal.cases import cost as queries_of
from tests.programs.desk import signed_in
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db
THEN = datetime(2025, 11, 24, 12, tzinfo=ZoneInfo("Europe/Berlin"))
TODAY = NOW.date()
HALF = Decimal("50000.00")


@pytest.fixture
def cash() -> BudgetLine:
    """The line of this year."""
    return BudgetLineFactory.create(foerderprodukt="F", fiscal_year=2026)


@pytest.fixture
def authorisation() -> BudgetLine:
    """What the budget of last year allowed to bind for this year."""
    return BudgetLineFactory.create(foerderprodukt="F", fiscal_year=2025, due_year=2026)


def bound(staff: Staff, line: BudgetLine, reference: str = "IV 3 - 1") -> Grant:
    """A final case of last year: half of it on the authorisation, half on the line of the year."""
    of_then, _new = BudgetLine.objects.get_or_create(
        program=line.program, fiscal_year=2025, foerderprodukt="G", defaults={"kapitel": "03 01"}
    )
    if not of_then.entries.exists():
        give(of_then, EntryKind.APPROPRIATION, HALF * 9)
    grant = GrantFactory.create(
        draft=True,
        file_reference=reference,
        received_on=date(2025, 3, 3),
        tranches={of_then: HALF, line: HALF},
    )
    decision = propose_grant(grant, by=staff.officer, at=THEN)
    approve_decision(decision, by=staff.approver, at=THEN)
    on = THEN.date()
    notify_grant(grant, on=on, by=staff.officer, at=THEN, kind=NotificationKind.HANDED_OVER)
    finalise_grant(grant, on=on, by=staff.officer, at=THEN, waived_on=on)
    return fresh(grant)


def recorded(
    staff: Staff, source: BudgetLine, target: BudgetLine | None = None, **changed: Any
) -> BudgetBooking:
    """What the authorisation binds, recorded to go to a line of the year."""
    values: dict[str, Any] = {"on": date(2026, 1, 12), "document": "VE 2025", "at": NOW}
    return propose_year_change(source, target, **values | {"by": staff.budget} | changed)


def refused(action: Any) -> RuleError:
    with pytest.raises(RuleError) as error, transaction.atomic():
        action()
    return error.value


def free(line: BudgetLine) -> Decimal:
    balance = BudgetBalance.objects.get(line=line)
    return balance.available_eur - balance.committed_eur


def test_commitment_is_taken_over_drawn_and_paid_in_its_due_year(
    staff: Staff, cash: BudgetLine, authorisation: BudgetLine
) -> None:
    grant = bound(staff, authorisation)
    tranches = list(Tranche.objects.order_by("pk").values())
    decision = Decision.objects.filter(grant=grant).values().get()
    booking = recorded(staff, authorisation)
    assert refused(lambda: confirm_budget(booking, by=staff.budget, at=NOW)).code == "four_eyes"
    assert (free(authorisation), free(cash)) == (Decimal("100000.00"), Decimal("150000.00"))
    staff.confirmed(booking)
    assert (free(authorisation), free(cash)) == (Decimal("150000.00"), Decimal("100000.00"))
    drawdown = request_drawdown(grant, cash, HALF, on=TODAY, by=staff.officer, at=NOW)
    payment = prepare_payment(drawdown, HALF, by=staff.officer, at=NOW)
    order_payment(payment, paid_on=TODAY, by=staff.approver, at=NOW)
    assert BudgetBalance.objects.get(line=cash).paid_eur == HALF
    paid = LedgerEntry.objects.filter(kind=EntryKind.PAYMENT, line=cash)
    assert sum_eur(paid.values_list("amount_eur", flat=True)) == HALF
    assert (lost(), overspent()) == ([], [])
    assert list(Tranche.objects.order_by("pk").values()) == tranches
    assert Decision.objects.filter(grant=grant).values().get() == decision
    shares = paid.order_by("municipality").values_list("amount_eur", flat=True)
    assert set(shares) == {Decimal("12500.00")}


def test_form_of_a_drawdown_offers_cash_and_says_what_is_due_later(
    staff: Staff, cash: BudgetLine, authorisation: BudgetLine
) -> None:
    grant = bound(staff, authorisation)
    address = reverse("admin:programs_grant_step", args=[grant.pk, "draw"])
    field = signed_in(staff.officer).get(address).context["form"].fields["line"]
    of_then = BudgetLine.objects.get(foerderprodukt="G")
    assert list(field.queryset) == []
    assert str(authorisation) in str(field.help_text)
    assert str(of_then) in str(field.help_text)
    staff.confirmed(recorded(staff, authorisation))
    field = signed_in(staff.officer).get(address).context["form"].fields["line"]
    assert list(field.queryset) == [cash]
    assert str(authorisation) not in str(field.help_text)


@pytest.mark.usefixtures("untranslated")
def test_authorisation_is_no_cash(
    staff: Staff, cash: BudgetLine, authorisation: BudgetLine
) -> None:
    grant = bound(staff, authorisation)
    error = refused(
        lambda: request_drawdown(grant, authorisation, HALF, on=TODAY, by=staff.officer, at=NOW)
    )
    assert error.code == "authorisation"
    assert "In 2026 take the commitment over" in error.message
    for kind in (EntryKind.DRAWDOWN, EntryKind.PAYMENT, EntryKind.OPERATING_COST):
        with pytest.raises(IntegrityError, match="no cash"), transaction.atomic():
            LedgerEntry.objects.create(
                kind=kind,
                amount_eur=Decimal("0.01"),
                line=authorisation,
                document="Umgehung",
                booked_on=date(2025, 12, 1),
            )


def test_what_is_not_bound_lapses_with_the_year_of_the_authorisation(
    staff: Staff, cash: BudgetLine, authorisation: BudgetLine
) -> None:
    grant = bound(staff, authorisation)
    planned: dict[str, Any] = {
        "draft": True,
        "received_on": date(2025, 3, 3),
        "tranches": {authorisation: Decimal("100000.00")},
    }
    late, waiting = GrantFactory.create(**planned), GrantFactory.create(**planned)
    decision = propose_grant(waiting, by=staff.officer, at=THEN)
    values: dict[str, Any] = {"reason": "Mehrkosten", "by": staff.officer, "at": NOW}
    errors = [
        refused(lambda: propose_grant(late, by=staff.officer, at=NOW)),
        refused(lambda: approve_decision(decision, by=staff.approver, at=NOW)),
        refused(
            lambda: approve_decision(decision, by=staff.approver, at=NOW, decided_on=THEN.date())
        ),
        refused(lambda: propose_amendment(grant, lines={authorisation: Decimal(1)}, **values)),
    ]
    assert [error.code for error in errors] == ["lapsed", "lapsed", "backdated", "lapsed"]
    with pytest.raises(IntegrityError, match="lapsed"), transaction.atomic():
        LedgerEntry.objects.create(
            kind=EntryKind.COMMITMENT,
            amount_eur=Decimal("0.01"),
            line=authorisation,
            document="Umgehung",
            booked_on=date(2026, 1, 1),
        )
    staff.amended(grant, {authorisation: Decimal("-10000.00")})
    assert GrantBalance.objects.get(line=authorisation).committed_eur == Decimal("40000.00")


def test_amendments_of_the_authorisation_go_along(
    staff: Staff, cash: BudgetLine, authorisation: BudgetLine
) -> None:
    """Each booking names the decision that bound the money, so each decision keeps its sum."""
    grant = bound(staff, authorisation)
    staff.amended(grant, {authorisation: Decimal("-10000.01")})
    staff.confirmed(recorded(staff, authorisation))
    assert GrantBalance.objects.get(grant=grant, line=cash).committed_eur == Decimal("39999.99")
    assert GrantBalance.objects.get(grant=grant, line=authorisation).committed_eur == ZERO
    assert lost() == []


def test_take_over_waits_for_the_due_year_and_for_those_who_may(
    staff: Staff, cash: BudgetLine
) -> None:
    later = BudgetLineFactory.create(fiscal_year=2025, due_year=2027)
    bound(staff, later)
    next_year = BudgetLineFactory.create(fiscal_year=2027)
    codes = [
        refused(lambda: recorded(staff, later, cash)).code,
        refused(lambda: recorded(staff, later, cash, by=staff.officer)).code,
        refused(lambda: recorded(staff, later, next_year, on=date(2027, 1, 4))).code,
    ]
    assert codes == ["not_due", "not_allowed", "future"]


def test_take_over_needs_enough_on_one_line_with_cash(
    staff: Staff, authorisation: BudgetLine
) -> None:
    bound(staff, authorisation)

    def attempt(line: BudgetLine | None = None) -> RuleError:
        return refused(lambda: recorded(staff, authorisation, line))

    assert attempt().code == "no_line"
    small, other = (BudgetLineFactory.create(money="49999.99") for _number in range(2))
    assert attempt().code == "no_line"
    over = attempt(small)
    assert isinstance(over, BudgetExceeded)
    assert over.free_eur == Decimal("49999.99")
    BudgetLine.objects.filter(pk=other.pk).update(funding_status="open")
    assert attempt(other).code == "no_promise"
    give(small, EntryKind.SUPPLEMENTARY, Decimal("0.01"))
    staff.confirmed(recorded(staff, authorisation, small))
    assert free(small) == ZERO
    assert attempt(small).code == "nothing_bound"


def test_line_that_was_spent_meanwhile_refuses_the_confirmation(
    staff: Staff, authorisation: BudgetLine
) -> None:
    bound(staff, authorisation)
    line = BudgetLineFactory.create(foerderprodukt="F", money="149999.99")
    booking = recorded(staff, authorisation)
    staff.approved(line)
    assert refused(lambda: staff.confirmed(booking)).code == "budget_exceeded"
    give(line, EntryKind.SUPPLEMENTARY, Decimal("0.01"))
    staff.confirmed(booking)
    assert free(line) == ZERO


def test_cancelled_take_over_is_bound_on_the_authorisation_again(
    staff: Staff, cash: BudgetLine, authorisation: BudgetLine
) -> None:
    grant = bound(staff, authorisation)
    booking = staff.confirmed(recorded(staff, authorisation))
    ask_to_cancel_budget(booking, reason="Falsche Haushaltsstelle", by=staff.budget)
    assert refused(lambda: cancel_budget(booking, by=staff.budget, at=NOW)).code == "four_eyes"
    cancel_budget(booking, by=staff.approver, at=NOW)
    assert (free(authorisation), free(cash)) == (Decimal("100000.00"), Decimal("150000.00"))
    assert GrantBalance.objects.get(grant=grant, line=authorisation).committed_eur == HALF
    assert lost() == []


def test_forgotten_commitment_is_taken_over_a_year_late(staff: Staff, cash: BudgetLine) -> None:
    authorisation = BudgetLineFactory.create(fiscal_year=2024, due_year=2025)
    grant = GrantFactory.create(
        draft=True,
        received_on=date(2024, 3, 4),
        tranches={authorisation: Decimal("100000.00")},
    )
    before = THEN.replace(year=2024)
    approve_decision(
        propose_grant(grant, by=staff.officer, at=before), by=staff.approver, at=before
    )
    staff.confirmed(recorded(staff, authorisation, cash))
    assert GrantBalance.objects.get(line=cash).committed_eur == Decimal("100000.00")


def test_authorisation_is_not_carried_over_into_cash(
    staff: Staff, cash: BudgetLine, authorisation: BudgetLine
) -> None:
    values: dict[str, Any] = {"on": TODAY, "document": "Rest", "by": staff.budget, "at": NOW}
    error = refused(lambda: propose_carry_over(authorisation, cash, Decimal(1), **values))
    assert error.field == "target"
    assert free(cash) == Decimal("150000.00")


def test_case_counts_once_however_often_its_money_moves(
    staff: Staff, cash: BudgetLine, authorisation: BudgetLine
) -> None:
    grant = bound(staff, authorisation)
    staff.confirmed(recorded(staff, authorisation))
    rollups.rebuild(BUDGET, at=timezone.localdate(), now=timezone.now())
    total = budget("total", at=AsOf.today())[0]
    assert (total.grants, total.participations) == (1, 4)
    assert (total.committed_eur, total.authorised_bound_eur) == (HALF * 2, ZERO)
    assert rollups.check(BUDGET, now=timezone.now()) == []
    (year,) = by_year(grant.program, at=AsOf.today())
    assert (year.year, year.cooperations, year.approved_eur) == (2025, 1, HALF * 2)


def test_case_with_lines_of_two_years_counts_once_in_the_total(staff: Staff) -> None:
    old, line = (BudgetLineFactory.create(fiscal_year=year) for year in (2025, 2026))
    grant = GrantFactory.create(draft=True, received_on=date(2025, 3, 3), tranches={old: HALF * 2})
    decision = propose_grant(grant, by=staff.officer, at=THEN)
    approve_decision(decision, by=staff.approver, at=THEN)
    on = THEN.date()
    notify_grant(grant, on=on, by=staff.officer, at=THEN, kind=NotificationKind.HANDED_OVER)
    staff.amended(fresh(grant), {line: HALF})
    rollups.rebuild(BUDGET, at=timezone.localdate(), now=timezone.now())
    lead = grant.lead_id
    for by in ("total", "program"):
        for at in (AsOf.today(), AsOf(TODAY)):
            (state,) = budget(by, at=at)
            assert (state.grants, state.participations) == (1, 4)
            (body,) = budget(by, at=at, area=lead, level=Level.BODY)
            assert (body.grants, body.participations) == (1, 1)
    assert [(year.fiscal_year, year.grants) for year in budget(at=AsOf.today())] == [
        (2026, 1),
        (2025, 1),
    ]
    assert budget("total", at=AsOf.today(), year=2025)[0].grants == 1


def test_budget_officer_takes_many_lines_over_and_another_person_confirms(
    staff: Staff, cash: BudgetLine, authorisation: BudgetLine
) -> None:
    """Due authorisations and lines of the past year: one list, one step, one preview."""
    first, second = (bound(staff, authorisation, f"IV 3 - {number}") for number in (1, 2))
    client, of_then = signed_in(staff.budget), BudgetLine.objects.get(foerderprodukt="G")
    todos = {todo.todo.key: todo for todo in client.get("/admin/").context["todos"]}
    listed = client.get(todos["bound_in_past_years"].more_url).context["cl"].result_list
    assert {line.pk for line in listed} == {of_then.pk, authorisation.pk}
    page, chosen = "/admin/programs/budgetline/", [authorisation.pk, of_then.pk]
    form: dict[str, Any] = {"action": "year-change", "_selected_action": chosen}
    preview = {line.pk: note for line, note, _about in client.post(page, form).context["chosen"]}
    for note in preview.values():
        assert note.startswith(f"100.000,00\u00a0€ aus 2 Vorgängen nach {cash}.")
        for grant in (first, second):
            assert f"{grant.file_reference}: 50.000,00\u00a0€" in note
    told = {"_confirmed": "1", "on": "12.01.2026", "document": "Jahreswechsel"}
    answer = client.post(page, form | told)
    assert [outcome.is_done for outcome in answer.context["outcomes"]] == [True, True]
    assert GrantBalance.objects.filter(line=cash).count() == 0
    assert "bound_in_past_years" not in keys(client)
    waiting = list(BudgetBooking.objects.values_list("pk", flat=True))
    confirm: dict[str, Any] = {"action": "confirm", "_selected_action": waiting}
    approver = signed_in(staff.approver)
    asked = approver.post("/admin/programs/budgetbooking/", confirm).content.decode()
    assert asked.count(first.file_reference) == asked.count(second.file_reference) == 2
    approver.post("/admin/programs/budgetbooking/", confirm | {"_confirmed": "1"})
    assert BudgetBalance.objects.get(line=cash).committed_eur == HALF * 4
    assert (lost(), overspent()) == ([], [])


def keys(client: Client) -> set[str]:
    return {row.todo.key for row in client.get("/admin/").context["todos"]}


def test_step_is_closed_to_strangers(
    staff: Staff, cash: BudgetLine, authorisation: BudgetLine, client: Client
) -> None:
    bound(staff, authorisation)
    address = reverse("admin:programs_budgetline_step", args=[authorisation.pk, "year-change"])
    data = {"on": "12.01.2026", "target": cash.pk, "document": "x"}
    editor = signed_in(UserFactory.create(roles=[Role.MUNICIPALITY_EDITOR]))
    assert editor.post(address, data).status_code in (302, 403)
    assert client.post(address, data).status_code == 302
    assert signed_in(staff.officer).post(address, data).status_code == 403
    assert not BudgetBooking.objects.filter(line=authorisation).exists()


def test_first_page_costs_the_same_for_one_and_three_due_lines(
    staff: Staff, cash: BudgetLine, authorisation: BudgetLine
) -> None:
    client = signed_in(staff.budget)
    bound(staff, authorisation, "IV 3 - 1")
    one = queries_of(client, "/admin/")
    for number in (2, 3):
        bound(staff, BudgetLineFactory.create(fiscal_year=2025, due_year=2026), f"IV 3 - {number}")
    assert queries_of(client, "/admin/") == one


@pytest.mark.usefixtures("untranslated")
def test_take_over_with_its_cases_is_recorded_anew_and_not_changed(
    staff: Staff, cash: BudgetLine, authorisation: BudgetLine
) -> None:
    bound(staff, authorisation)
    booking = recorded(staff, authorisation)
    values: dict[str, Any] = {"on": TODAY, "document": "VE 2025", "by": staff.budget, "at": NOW}
    says_no(
        lambda: change_budget(booking, Decimal(1), **values),
        None,
        "cases",
        "Withdraw this take-over and record it again",
    )
