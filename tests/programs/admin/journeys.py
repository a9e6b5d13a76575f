"""The life of a case of each program: who presses which step with which words.

The days lie in the years of the directives, so that the tests say the same in any year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

import time_machine

from programs.choices import FinancingType, GrantState
from programs.models import (
    BudgetLine,
    CallApplication,
    CentralPayment,
    EfaCost,
    Grant,
    LedgerEntry,
    Payment,
    Program,
    Reclaim,
)
from programs.queries.proof import booked
from tests.factories.life import fresh
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, program

Row = Grant | Payment | EfaCost | CallApplication | CentralPayment | Reclaim
ALL = "*"  # every box of a list of boxes
Typed = str | bool
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
        due = f"31.12.{self.received[-4:]}"
        papers = {"titles": "Beschluss", "on": self.received, "due_on": due}
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


class Desk(Protocol):
    """Somebody of the staff who can open a row and take its steps."""

    def sign_in_again(self) -> None: ...
    def open(self, row: Row) -> None: ...
    def press(self, step: str, **typed: Typed) -> None: ...


@contextmanager
def on_day(people: Mapping[str, Desk], day: str) -> Iterator[None]:
    """Let the clock show a past day, whose year is open then; sessions live by the clock.

    Who goes on after it signs in again.
    """
    morning = datetime.strptime(f"{day} 09:00 +0100", "%d.%m.%Y %H:%M %z")
    with time_machine.travel(morning, tick=True):
        for person in people.values():
            person.sign_in_again()
        yield


def take(people: Mapping[str, Desk], grant: Grant, lines: list[Line]) -> None:
    """Press the steps, each as the person it is for."""
    before = ""
    for who, step, typed in lines:
        if who != before:
            people[who].open(grant)
        people[who].press(step, **typed)
        before = who


def take_until_checked(people: Mapping[str, Desk], grant: Grant, journey: Journey) -> None:
    """From the decision to the proof of use that was checked."""
    with on_day(people, journey.decided):
        take(people, grant, journey.until_approved())
    with on_day(people, journey.paid):
        take(people, grant, journey.until_paid())
    for person in people.values():
        person.sign_in_again()
    people["officer"].open(Payment.objects.get(drawdown__grant=grant))
    people["officer"].press("use", used_on=journey.paid)
    take(people, grant, journey.until_checked())


def check_closed(grant: Grant, journey: Journey) -> None:
    """What was approved was paid, and all of it in the year of the case."""
    closed, payment = fresh(grant), Payment.objects.get(drawdown__grant=grant)
    sums = booked(closed)
    assert closed.state == GrantState.CLOSED
    assert sums.approved_eur == sums.paid_eur == payment.amount_eur
    granted = LedgerEntry.objects.filter(grant=grant, reclaim__isnull=True)
    assert {entry.booked_on.year for entry in granted} == {journey.year}
