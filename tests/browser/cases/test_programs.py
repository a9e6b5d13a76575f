"""One case of each program in a real browser, from its application to the closed file.

A journey is a list of lines: who presses which step with which words. The days lie in the years
of the directives, so that the tests say the same in any year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, expect

from core.formats import format_eur
from programs.choices import FinancingType, GrantState
from programs.models import (
    BudgetBalance,
    BudgetLine,
    CentralPayment,
    EfaCost,
    Grant,
    LedgerEntry,
    Payment,
    Program,
    Reclaim,
)
from programs.queries.proof import booked
from tests.browser.cases.case_file import ALL, Person, Typed
from tests.browser.cases.case_starts import enter_by_keyboard, win_at_call
from tests.factories.efa import CEILING, efa_line, efa_service, keys
from tests.factories.life import Staff, fresh
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, GrantFactory, program

pytestmark = pytest.mark.browser
Line = tuple[str, str, Mapping[str, Typed]]


@dataclass(frozen=True)
class Journey:
    """A case of a program: its amounts, and the days of its life in German."""

    code: str
    amount: str
    received: str
    decided: str
    notified: str
    final: str
    paid: str
    fulfilled: str
    proved: str
    closed: str
    spent: str
    handed_over: bool = False
    is_signed_by_third: bool = False
    reclaimed: str = ""
    repaid: str = ""
    case: dict[str, Any] = field(default_factory=dict)

    @property
    def year(self) -> int:
        return int(self.decided[-4:])

    def until_ready(self) -> list[Line]:
        """Who presses which step of the case, with what they type, until it can be decided."""
        papers = {"titles": "Beschluss", "on": self.received, "due_on": "31.12.2029"}
        return [
            ("officer", "submit", {"received_on": self.received, "applied_eur": self.amount}),
            ("officer", "review", {}),
            ("officer", "ask", papers),
            ("officer", "resume", {"received": ALL, "on": self.received}),
            ("officer", "recommend", {"checked": ALL, "complete_on": self.received}),
        ]

    def until_approved(self) -> list[Line]:
        """The decision bears the day on which it is signed."""
        third: list[Line] = [("third", "approve", {})] if self.is_signed_by_third else []
        return [("officer", "propose", {}), ("approver", "approve", {}), *third]

    def until_paid(self) -> list[Line]:
        """The same until the money flows."""
        waived = {"waived_on": self.final} if self.handed_over else {}
        return [
            ("officer", "notify", {"on": self.notified, "kind": self.kind}),
            ("officer", "finalise", {"on": self.final, **waived}),
            ("officer", "draw", {"amount_eur": self.amount, "on": self.final}),
            ("officer", "prepare_payment", {"amount_eur": self.amount}),
            ("approver", "order_payment", {"paid_on": self.paid, "booking_reference": "4711"}),
        ]

    def until_checked(self) -> list[Line]:
        """The same for the proof of use."""
        told = {"narrative_report": True, "financial_statement": True}
        return [
            ("officer", "complete", {"fulfilled_on": self.fulfilled}),
            ("officer", "await_proof", {"kind": "simple"}),
            (
                "officer",
                "receive_proof",
                {"on": self.proved, "actual_eur": self.spent, "other_funds_eur": "0", **told},
            ),
            ("officer", "review_proof", {"note": "Belege gesehen.", "result": self.result}),
        ]

    @property
    def result(self) -> str:
        return "reduced" if self.reclaimed else "accepted"

    @property
    def kind(self) -> str:
        return "handed_over" if self.handed_over else "post"


IKZ = Journey(
    code="ikz",
    amount="100.000,00",
    received="12.02.2024",
    decided="15.04.2024",
    notified="16.04.2024",
    final="24.05.2024",
    paid="31.05.2024",
    fulfilled="31.03.2025",
    proved="30.09.2025",
    closed="23.11.2026",
    spent="60.000,00",
    reclaimed="40.000,00",
    repaid="13.10.2025",
)
MODEL = Journey(
    code="ozg-modellkommunen",
    amount="80.000,00",
    received="29.09.2020",
    decided="19.11.2020",
    notified="20.11.2020",
    final="23.11.2020",
    paid="04.12.2020",
    fulfilled="30.06.2022",
    proved="30.11.2022",
    closed="23.11.2026",
    spent="80.000,00",
    handed_over=True,
)
FIRST_PHASE = Journey(
    code="starke-heimat-phase-1",
    amount="54.912,00",
    received="31.08.2020",
    decided="01.10.2020",
    notified="02.10.2020",
    final="05.10.2020",
    paid="30.10.2020",
    fulfilled="30.06.2021",
    proved="31.05.2022",
    closed="23.11.2026",
    spent="73.216,00",
    handed_over=True,
    case={
        "shares": {LAUTERBACH: Decimal("54912.00")},
        "financing_type": FinancingType.SHARE,
        "funding_rate": Decimal("0.7500"),
        "eligible_eur": Decimal("73216.00"),
        "own_eur": Decimal("18304.00"),
        "third_party_eur": Decimal(0),
    },
)
SMART = Journey(
    code="starke-heimat-phase-2",
    amount="360.000,00",
    received="31.01.2022",
    decided="02.05.2022",
    notified="03.05.2022",
    final="13.06.2022",
    paid="30.06.2022",
    fulfilled="31.12.2023",
    proved="28.06.2024",
    closed="23.11.2026",
    spent="400.000,00",
    is_signed_by_third=True,  # from 250,000 EUR on
    case={
        "shares": {LAUTERBACH: Decimal("180000.00"), ALSFELD: Decimal("180000.00")},
        "financing_type": FinancingType.SHARE,
        "funding_rate": Decimal("0.9000"),
        "eligible_eur": Decimal("400000.00"),
        "own_eur": Decimal("40000.00"),
        "third_party_eur": Decimal(0),
        "period_start": date(2022, 7, 1),
        "period_end": date(2023, 12, 31),
        "project_start_on": date(2022, 7, 1),
        "early_start_approved_on": date(2022, 6, 30),
    },
)


def funded(journey: Journey) -> BudgetLine:
    """A line of the journey's year; its program has a check list, its directive an instruction."""
    Program.objects.filter(code=journey.code).update(checklist=["Antrag", "Kostenplan"])
    line = BudgetLineFactory.create(
        program=program(journey.code), fiscal_year=journey.year, money="500000.00"
    )
    line.program.directives.update(appeal_notice="Klage binnen eines Monats")
    return line


def begun(journey: Journey, people: Mapping[str, Person], staff: Staff) -> Grant:
    """The draft: typed by keyboard, won at a call, or from the factory."""
    line = funded(journey)
    if journey is IKZ:
        return enter_by_keyboard(people["officer"], line, journey.amount, journey.received)
    if journey is MODEL:
        return win_at_call(people, line, journey.amount, journey.received)
    amount = sum(journey.case["shares"].values())
    fields = {**journey.case, "program": line.program, "received_on": None}
    return GrantFactory.create(draft=True, officer=staff.officer, tranches={line: amount}, **fields)


@pytest.mark.parametrize(
    "journey", [IKZ, MODEL, FIRST_PHASE, SMART], ids=lambda journey: journey.code
)
def test_case_goes_from_its_application_to_the_closed_file(
    browser: Browser, house: str, journey: Journey
) -> None:
    staff = Staff.hire()
    people = {
        "officer": Person.arrive(browser, house, staff.officer),
        "approver": Person.arrive(browser, house, staff.approver),
    }
    if journey.is_signed_by_third:
        people["third"] = Person.arrive(browser, house, staff.third)
    with on_day(people, journey.received):
        grant = begun(journey, people, staff)
        take(people, grant, journey.until_ready())
    with on_day(people, journey.decided):
        take(people, grant, journey.until_approved())
    with on_day(people, journey.paid):
        take(people, grant, journey.until_paid())
    for person in people.values():
        person.sign_in_again()
    payment = Payment.objects.get(drawdown__grant=grant)
    people["officer"].open(payment)
    people["officer"].press("use", used_on=journey.paid)
    take(people, grant, journey.until_checked())
    if journey.reclaimed:
        take_back(people, grant, journey)
    take(people, grant, [("officer", "close", {"on": journey.closed})])
    expect(people["officer"].page.locator("#content")).to_contain_text(f"{journey.amount}\u00a0€")
    closed = fresh(grant)
    sums = booked(closed)
    assert closed.state == GrantState.CLOSED
    assert sums.approved_eur == sums.paid_eur == payment.amount_eur
    granted = LedgerEntry.objects.filter(grant=grant, reclaim__isnull=True)
    assert {entry.booked_on.year for entry in granted} == {journey.year}
    assert [barrier for person in people.values() for barrier in person.visitor.barriers] == []


def test_efa_cost_goes_from_the_bill_to_the_notional_shares(browser: Browser, house: str) -> None:
    staff = Staff.hire()
    line, process = efa_line(), efa_service()
    keys()
    officer = Person.arrive(browser, house, staff.officer)
    approver = Person.arrive(browser, house, staff.approver)
    bill: dict[str, Typed] = {
        "process": str(process.pk),
        "year": "2024",
        "category": "d",
        "key_kind": "inhabitants",
        "bearer": "state",
        "document": "Rechnung 17",
    }
    officer.add("efacost", **bill, amount_eur="3.900.000,01")
    expect(officer.page.locator("#content .errorlist").first).to_contain_text("0,01")
    assert not EfaCost.objects.exists()
    officer.add("efacost", **bill, amount_eur="3.900.000,00")
    cost = EfaCost.objects.get()
    approver.open(cost)
    approver.press("approve", on="31.12.2024")
    shares = cost.shares.values_list("amount_eur", flat=True)
    assert (len(shares), sum(shares)) == (3, CEILING)
    assert BudgetBalance.objects.get(line=line).paid_eur == CEILING
    assert officer.visitor.barriers + approver.visitor.barriers == []


@contextmanager
def on_day(people: dict[str, Person], day: str) -> Iterator[None]:
    """Let the clock show a past day, whose year is open then; sessions live by the clock.

    Who goes on after it signs in again.
    """
    morning = datetime.strptime(f"{day} 09:00 +0100", "%d.%m.%Y %H:%M %z")
    with time_machine.travel(morning, tick=True):
        for person in people.values():
            person.sign_in_again()
        yield


def take(people: dict[str, Person], grant: Grant, lines: list[Line]) -> None:
    """Press the steps, each as the person it is for."""
    before = ""
    for who, step, typed in lines:
        if who != before:
            people[who].open(grant)
        people[who].press(step, **typed)
        before = who


def take_back(people: dict[str, Person], grant: Grant, journey: Journey) -> None:
    """Reclaim what was overpaid, print its interest day by day, record the repayment."""
    opening = {
        "amount_eur": journey.reclaimed,
        "hearing_on": journey.proved,
        "interest_from": journey.paid,
        "due_on": journey.closed,
        "reason": "Weniger Ausgaben als geplant",
    }
    take(people, grant, [("officer", "open_reclaim", opening)])
    reclaim = Reclaim.objects.get(grant=grant)
    people["approver"].open(reclaim)
    people["approver"].press("approve")
    page = people["officer"].page
    page.goto(f"{people['officer'].visitor.address}/admin/programs/reclaim/{reclaim.pk}/zinsen/")
    page.fill("#bis", journey.repaid)
    page.locator("form button[type=submit]").click()
    expect(page.locator("tbody tr")).to_have_count(4)  # base rates change each half-year
    expect(page.locator("[data-print]")).to_be_visible()
    printed = page.locator("main").inner_text()
    people["officer"].open(reclaim)
    people["officer"].press("repay", paid_on=journey.repaid)
    people["officer"].press("claim_interest")
    reclaim.refresh_from_db()
    assert reclaim.interest_eur is not None
    assert format_eur(reclaim.interest_eur) in printed
    assert reclaim.settled_on is None
    people["officer"].press("pay_interest")
    reclaim.refresh_from_db()
    assert reclaim.settled_on is not None


def test_central_payment_goes_from_the_bill_to_the_page_of_the_program(
    browser: Browser, house: str
) -> None:
    staff = Staff.hire()
    officer = Person.arrive(browser, house, staff.officer)
    approver = Person.arrive(browser, house, staff.approver)
    for code in ("civento", "digitalisierungsfabriken", "digitalisierungsberatung"):
        pay_centrally(officer, approver, code)
    assert officer.visitor.barriers + approver.visitor.barriers == []


def pay_centrally(officer: Person, approver: Person, code: str) -> None:
    """Pay a bill of the program from its line, first a cent too much."""
    line = BudgetLineFactory.create(program=program(code), money="500000.00")
    bill: dict[str, Typed] = {
        "line": str(line.pk),
        "payee": "ekom21",
        "purpose": "2. Quartal",
        "document": "Rechnung 7",
    }
    officer.add("centralpayment", **bill, amount_eur="500.000,01")
    expect(officer.page.locator("#content .errorlist").first).to_contain_text("500.000,00")
    assert not CentralPayment.objects.filter(line=line).exists()
    officer.add("centralpayment", **bill, amount_eur="412.345,67")
    payment = CentralPayment.objects.get(line=line)
    approver.open(payment)
    approver.press("approve", on="15.06.2026", booking_reference=f"47{line.pk}")
    officer.page.goto(f"{officer.visitor.address}{line.program.get_absolute_url()}")
    paid = officer.page.locator("section[aria-labelledby=central]")
    expect(paid).to_contain_text("412.345,67\u00a0€")
    assert BudgetBalance.objects.get(line=line).paid_eur == Decimal("412345.67")
    assert not LedgerEntry.objects.filter(line=line, municipality__isnull=False).exists()
