"""Bookings of every kind with an amount of their own each, and sums of the raw rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from programs.choices import EntryKind, GrantState
from programs.models import BudgetLine, Decision, Grant, LedgerEntry
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import (
    BudgetLineFactory,
    DirectiveFactory,
    GrantFactory,
    ProgramFactory,
)

SPRING, SUMMER = date(2026, 4, 1), date(2026, 7, 1)
Raw = dict[str, Any]

# Kind, euros and day on the line of cash; no two amounts add up to a third.
CASH: list[tuple[EntryKind, str, date]] = [
    (EntryKind.APPROPRIATION, "500000.01", SPRING),
    (EntryKind.SUPPLEMENTARY, "40000.02", SPRING),
    (EntryKind.CARRY_OVER, "3000.04", SPRING),
    (EntryKind.BLOCK, "-20000.08", SPRING),
    (EntryKind.RELEASE, "7000.16", SUMMER),
    (EntryKind.OPERATING_COST, "1100.32", SUMMER),
]
# The same on the cases, by case.
ON_CASES: list[list[tuple[EntryKind, str, date]]] = [
    [
        (EntryKind.COMMITMENT, "90000.64", SPRING),
        (EntryKind.DRAWDOWN, "51001.28", SPRING),
        (EntryKind.PAYMENT, "31002.56", SPRING),
        (EntryKind.PAYMENT, "11005.12", SUMMER),
        (EntryKind.CLAIM, "9010.24", SUMMER),
        (EntryKind.REPAYMENT, "5020.48", SUMMER),
        (EntryKind.INTEREST_CLAIM, "640.96", SUMMER),
        (EntryKind.INTEREST, "81.92", SUMMER),
    ],
    [
        (EntryKind.COMMITMENT, "60163.84", SPRING),
        (EntryKind.COMMITMENT, "-327.68", SUMMER),
        (EntryKind.DRAWDOWN, "655.36", SUMMER),
        (EntryKind.PAYMENT, "310.72", SUMMER),
    ],
]


class Books:
    """A program with a line of cash, one of authorisations, two cases and all kinds of bookings."""

    def __init__(self, name: str = "Probe") -> None:
        self.program = ProgramFactory.create(name=name)
        directive = DirectiveFactory.create(program=self.program)
        made: dict[str, Any] = {"program": self.program, "fiscal_year": 2026, "money": "0"}
        self.line = BudgetLineFactory.create(**made)
        self.later = BudgetLineFactory.create(due_year=2028, **made)
        self.cases = [
            GrantFactory.create(
                program=self.program,
                directive=directive,
                file_reference=f"{name} {number}",
                title=f"Vorhaben {number}",
                lead_id=lead,
                shares={lead: Decimal(1)},
                state=GrantState.IN_PAYMENT,
                received_on=date(2026, 3, 2),
                applied_eur=Decimal(77_000 + number),
            )
            for number, lead in enumerate((LAUTERBACH, ALSFELD))
        ]
        for kind, amount, day in CASH:
            self.book(self.line, kind, amount, day)
        for case, entries in zip(self.cases, ON_CASES, strict=True):
            for kind, amount, day in entries:
                self.book(self.line, kind, amount, day, case)
        self.book(self.later, EntryKind.APPROPRIATION, "70001.01", SPRING)
        self.book(self.later, EntryKind.COMMITMENT, "21003.03", SUMMER, self.cases[0])

    def book(
        self, line: BudgetLine, kind: EntryKind, amount: str, day: date, case: Grant | None = None
    ) -> None:
        LedgerEntry.objects.create(
            kind=kind,
            amount_eur=Decimal(amount),
            line=line,
            grant=case,
            municipality_id=case.lead_id if case else None,
            document="Probe",
            booked_on=day,
        )

    def decided(self, case: Grant, day: date) -> Decision:
        return Decision.objects.create(
            grant=case, kind="initial", amount_eur=Decimal(1), decided_on=day
        )


def raw(books: Books, until: date) -> list[Raw]:
    """The bookings of the program by the day, as they stand in the table."""
    return [
        {**row, "is_cash": row["line_id"] == books.line.pk}
        for row in LedgerEntry.objects.filter(line__program=books.program).values()
        if row["booked_on"] <= until
    ]


def total(rows: list[Raw], *kinds: EntryKind, is_cash: bool = True) -> Decimal:
    """What the rows of these kinds come to, in euros."""
    return sum(
        (r["amount_eur"] for r in rows if r["kind"] in kinds and r["is_cash"] is is_cash),
        Decimal("0.00"),
    )


Sum = Callable[[list[Raw]], Decimal]

# What each column of money comes to.
AVAILABLE = (
    EntryKind.APPROPRIATION,
    EntryKind.SUPPLEMENTARY,
    EntryKind.CARRY_OVER,
    EntryKind.BLOCK,
    EntryKind.RELEASE,
)
COMMITTED, PAID = (
    (EntryKind.COMMITMENT, EntryKind.OPERATING_COST),
    (EntryKind.PAYMENT, EntryKind.OPERATING_COST),
)

OUTFLOW: dict[str, Sum] = {
    "appropriated_eur": lambda rows: total(rows, EntryKind.APPROPRIATION),
    "supplementary_eur": lambda rows: total(rows, EntryKind.SUPPLEMENTARY),
    "carried_over_eur": lambda rows: total(rows, EntryKind.CARRY_OVER),
    "blocked_eur": lambda rows: -total(rows, EntryKind.BLOCK, EntryKind.RELEASE),
    "available_eur": lambda rows: total(rows, *AVAILABLE),
    "committed_eur": lambda rows: total(rows, *COMMITTED),
    "drawn_eur": lambda rows: total(rows, EntryKind.DRAWDOWN),
    "paid_eur": lambda rows: total(rows, *PAID),
    "claimed_eur": lambda rows: total(rows, EntryKind.CLAIM),
    "repaid_eur": lambda rows: total(rows, EntryKind.REPAYMENT),
    "interest_claimed_eur": lambda rows: total(rows, EntryKind.INTEREST_CLAIM),
    "interest_received_eur": lambda rows: total(rows, EntryKind.INTEREST),
    "open_eur": lambda rows: total(rows, *COMMITTED) - total(rows, *PAID),
    "free_eur": lambda rows: total(rows, *AVAILABLE) - total(rows, *COMMITTED),
    "authorised_eur": lambda rows: total(rows, *AVAILABLE, is_cash=False),
    "authorised_bound_eur": lambda rows: total(rows, EntryKind.COMMITMENT, is_cash=False),
}
OF_CASES: dict[str, Sum] = {
    "committed_eur": lambda rows: total(rows, EntryKind.COMMITMENT),
    "authorised_bound_eur": lambda rows: total(rows, EntryKind.COMMITMENT, is_cash=False),
    "paid_eur": lambda rows: total(rows, EntryKind.PAYMENT),
    "repaid_eur": lambda rows: total(rows, EntryKind.REPAYMENT),
}
OF_PLACES: dict[str, Sum] = {**OF_CASES, "claimed_eur": lambda rows: total(rows, EntryKind.CLAIM)}
DUE: dict[str, Sum] = {
    "due_eur": lambda rows: (
        total(rows, *COMMITTED) + total(rows, EntryKind.COMMITMENT, is_cash=False)
    ),
    "cash_eur": OUTFLOW["committed_eur"],
    "paid_eur": OUTFLOW["paid_eur"],
    "authorised_eur": OUTFLOW["authorised_eur"],
    "authorised_bound_eur": OUTFLOW["authorised_bound_eur"],
    "authorised_free_eur": lambda rows: (
        OUTFLOW["authorised_eur"](rows) - OUTFLOW["authorised_bound_eur"](rows)
    ),
}
