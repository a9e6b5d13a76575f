"""The years of line, decision, drawdown and payment fit; what a form offers follows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.choices import Role
from core.errors import RuleError
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.approval import approve_decision, notify_grant, propose_grant
from programs.actions.payment.orders import request_drawdown
from programs.choices import EntryKind, NotificationKind
from programs.models import BudgetLine, Grant, LedgerEntry
from programs.terms.years import (
    check_books_are_open,
    check_budget_day,
    check_carry_over_day,
    day_of_drawing,
)
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory, program
from tests.programs import desk

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
LAST_MINUTE = datetime(2026, 12, 31, 23, 59, tzinfo=BERLIN)
FIRST_MINUTE = datetime(2027, 1, 1, 0, 30, tzinfo=BERLIN)
ALL = Decimal("100000.00")


def outcome(action: Callable[[], object]) -> tuple[str | None, str]:
    """Field and code of the refusal, nothing where it is done."""
    try:
        with transaction.atomic():
            action()
    except RuleError as error:
        return error.field, error.code
    return None, ""


def on_line(line: BudgetLine, **fields: Any) -> Grant:
    return GrantFactory.create(draft=True, tranches={line: ALL}, **fields)


@pytest.mark.parametrize(
    ("fiscal_year", "due_year", "code"),
    [
        (2026, None, ""),
        (2026, 2027, ""),
        (2025, None, "closed"),
        (2024, None, "closed"),
        (2025, 2026, "lapsed"),
        (2027, None, "other_year"),
        (2027, 2028, "other_year"),
    ],
)
def test_proposal_binds_lines_of_its_own_year(
    staff: Staff, fiscal_year: int, due_year: int | None, code: str
) -> None:
    grant = on_line(BudgetLineFactory.create(fiscal_year=fiscal_year, due_year=due_year))
    field = "tranches" if code else None
    action = outcome(lambda: propose_grant(grant, by=staff.officer, at=NOW))
    assert action == (field, code)


@pytest.mark.parametrize(
    ("at", "decided_on", "code"),
    [
        (LAST_MINUTE, None, ""),
        (FIRST_MINUTE, None, "closed"),
        (FIRST_MINUTE, date(2026, 12, 31), "closed"),
        (LAST_MINUTE, date(2025, 12, 31), "order"),  # before it was proposed, in 2026
    ],
)
def test_decision_is_signed_in_the_year_of_its_lines(
    staff: Staff, at: datetime, decided_on: date | None, code: str
) -> None:
    decision = propose_grant(on_line(BudgetLineFactory.create()), by=staff.officer, at=NOW)
    dated: dict[str, Any] = {"decided_on": decided_on, "backdating_reason": "Postweg"}
    sign = outcome(lambda: approve_decision(decision, by=staff.approver, at=at, **dated))
    assert sign[1] == code
    assert LedgerEntry.objects.filter(kind="commitment").exists() == (code == "")


def test_amendment_binds_lines_of_its_own_year_and_releases_of_any(staff: Staff) -> None:
    old, new = BudgetLineFactory.create(fiscal_year=2025), BudgetLineFactory.create()
    before = NOW.replace(year=2025)
    grant = on_line(old, received_on=date(2025, 3, 3))
    approve_decision(
        propose_grant(grant, by=staff.officer, at=before), by=staff.approver, at=before
    )
    on = before.date()
    notify_grant(grant, on=on, by=staff.officer, at=before, kind=NotificationKind.HANDED_OVER)
    values: dict[str, Any] = {"reason": "Neu", "override_reason": "x", "by": staff.officer}
    more = {old: Decimal(1)}
    for less in (Decimal(-1), Decimal(0)):
        change = {old: less, new: Decimal(1)}
        propose_amendment(grant, lines=change, at=NOW, **values)
    assert outcome(lambda: propose_amendment(grant, lines=more, at=NOW, **values))[1] == "closed"


@pytest.mark.parametrize(
    ("at", "on", "refusal"),
    [
        (LAST_MINUTE, date(2026, 12, 31), (None, "")),
        (FIRST_MINUTE, date(2026, 12, 31), ("line", "closed")),
        (FIRST_MINUTE, date(2027, 1, 1), ("line", "closed")),
    ],
)
def test_drawdown_is_dated_in_the_year_of_its_line(
    staff: Staff, at: datetime, on: date, refusal: tuple[str | None, str]
) -> None:
    grant = staff.final()
    line = grant.balances.get().line
    draw = outcome(
        lambda: request_drawdown(grant, line, Decimal(1), on=on, by=staff.officer, at=at)
    )
    assert draw == refusal


@pytest.mark.parametrize(
    ("kind", "on"),
    [
        (EntryKind.COMMITMENT, date(2027, 1, 1)),
        (EntryKind.COMMITMENT, date(2025, 12, 31)),
        (EntryKind.DRAWDOWN, date(2027, 1, 1)),
        (EntryKind.PAYMENT, date(2027, 1, 1)),
        (EntryKind.OPERATING_COST, date(2027, 1, 1)),
        (EntryKind.APPROPRIATION, date(2027, 1, 1)),
        (EntryKind.BLOCK, date(2024, 12, 31)),
    ],
)
def test_database_keeps_the_years(staff: Staff, kind: EntryKind, on: date) -> None:
    grant = staff.final()
    staff.drawn(grant, "50.00")
    line = grant.balances.get().line
    is_budget = kind in (EntryKind.APPROPRIATION, EntryKind.BLOCK)
    amount = Decimal("-0.01") if kind == EntryKind.BLOCK else Decimal("0.01")
    values = {} if is_budget else {"grant": grant}
    with pytest.raises(DatabaseError, match="another year"), transaction.atomic():
        LedgerEntry.objects.create(
            kind=kind, amount_eur=amount, line=line, document="U", booked_on=on, **values
        )
    LedgerEntry.objects.create(
        kind=kind, amount_eur=amount, line=line, document="U", booked_on=TODAY, **values
    )


def offered(page: Any) -> list[str]:
    """The labels of the lines a tranche is offered."""
    formset = next(f for f in page.context["inline_admin_formsets"] if "tranches" in f.classes)
    groups = list(formset.formset.empty_form.fields["line"].choices)[1:]
    return [label for _program, lines in groups for _pk, label in lines]


def test_tranche_is_offered_open_lines_of_the_program_with_authorisations_last() -> None:
    officer = desk.person(Role.OFFICER)
    BudgetLineFactory.create(fiscal_year=2025)
    BudgetLineFactory.create(program=program("ozg-modellkommunen"))
    BudgetLineFactory.create(foerderprodukt="A", due_year=2027)
    BudgetLineFactory.create(foerderprodukt="B")
    address = reverse("admin:programs_grant_add")
    client = desk.signed_in(officer)
    labels = offered(client.get(address, {"program": program("ikz").pk}))
    assert labels == [
        "2026 · 03 01/B · 150.000,00\xa0€ frei",
        "Verpflichtungsermächtigung 2026 für 2027 · 03 01/A · 150.000,00\xa0€ frei",
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"program": "ozg-modellkommunen"}, "anderen Programm"),
        ({"fiscal_year": 2024}, "abgeschlossen"),
    ],
)
def test_line_that_does_not_fit_is_refused_in_words(line: dict[str, Any], words: str) -> None:
    other = BudgetLineFactory.create(
        **line | ({"program": program(line["program"])} if "program" in line else {})
    )
    client = desk.signed_in(desk.person(Role.OFFICER))
    data = desk.typed(BudgetLineFactory.create(), **{"tranches-0-line": other.pk})
    page = desk.entered(client, data)
    formset = next(f for f in page.context["inline_admin_formsets"] if "tranches" in f.classes)
    assert words in str(formset.formset.forms[0].errors["line"])
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("line_of", "on", "recorded", "booked", "code"),
    [
        (2026, date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 1), ""),
        (2026, date(2025, 12, 31), date(2026, 1, 2), date(2026, 1, 2), ""),  # the turn of the year
        (2026, date(2024, 12, 31), date(2026, 1, 2), None, "other_year"),
        (2027, date(2026, 12, 31), date(2026, 12, 31), None, "other_year"),
        (2027, date(2027, 1, 1), date(2026, 12, 31), date(2027, 1, 1), ""),
        (2025, date(2025, 12, 31), date(2026, 1, 2), None, "closed"),
    ],
)
def test_day_of_a_drawdown_is_its_request_or_the_recording_in_the_new_year(
    line_of: int, on: date, recorded: date, booked: date | None, code: str
) -> None:
    line = BudgetLineFactory.create(fiscal_year=line_of, money="0")
    at = datetime(recorded.year, recorded.month, recorded.day, 12, tzinfo=BERLIN)
    days: list[date] = []
    refusal = outcome(lambda: days.append(day_of_drawing(line, on, at=at)))
    assert (refusal[1], days) == (code, [booked] if booked else [])


@pytest.mark.parametrize(
    ("due_year", "at", "code"),
    [(None, LAST_MINUTE, ""), (None, FIRST_MINUTE, "closed"), (2027, FIRST_MINUTE, "")],
)
def test_books_close_with_the_year_and_not_for_authorisations(
    due_year: int | None, at: datetime, code: str
) -> None:
    line = BudgetLineFactory.create(due_year=due_year, money="0")
    assert outcome(lambda: check_books_are_open([line], at=at))[1] == code


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2024, 12, 31), "other_year"),
        (date(2025, 1, 1), ""),
        (TODAY, ""),
        (TODAY + timedelta(days=1), "future"),
    ],
)
def test_budget_booking_is_dated_in_its_year_or_the_one_before(on: date, code: str) -> None:
    line = BudgetLineFactory.create(money="0")
    assert outcome(lambda: check_budget_day(line, on, at=NOW))[1] == code


@pytest.mark.parametrize(("on", "code"), [(date(2025, 12, 31), "other_year"), (TODAY, "")])
def test_carry_over_is_dated_in_the_year_that_gets_it(on: date, code: str) -> None:
    line = BudgetLineFactory.create(money="0")
    assert outcome(lambda: check_carry_over_day(line, on, at=NOW))[1] == code
