"""Programs, budget lines with money, and grants at the points of their life that tests need."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pgtrigger
from factory.declarations import LazyFunction, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from programs.choices import EntryKind, GrantKind, GrantState
from programs.models import BudgetLine, Directive, Grant, LedgerEntry, Program
from programs.rules.kinds import KINDS
from tests.factories.municipalities import ALSFELD, GREBENAU, LAUTERBACH, SCHLITZ

PARTNERS = (LAUTERBACH, ALSFELD, GREBENAU, SCHLITZ)
RESOLVED_ON = date(2026, 2, 10)
SHARE_EUR = Decimal("25000.00")


def program(code: str) -> Program:
    """A program of the reference data."""
    return Program.objects.get(code=code)


class ProgramFactory(DjangoModelFactory[Program]):
    """A program that no reference file knows; it decides grants."""

    class Meta:
        model = Program

    code = Sequence(lambda number: f"probe-{number}")
    name = Sequence(lambda number: f"Probeprogramm {number}")
    grant_kind = GrantKind.GRANT


class DirectiveFactory(DjangoModelFactory[Directive]):
    """A directive in force since 2020 that asks for nothing but what a test names."""

    class Meta:
        model = Directive

    program = SubFactory(ProgramFactory)
    version = "Fassung 1"
    valid_from = date(2020, 1, 1)
    finality_months = 1
    required_entries = LazyFunction(list)
    required_contents = LazyFunction(list)
    source = "Test"


def legislate(grant: Grant, **changed: Any) -> None:
    """Have the directive of a decided case say something else from its first day on."""
    with pgtrigger.ignore("programs.Directive:frozen_once_decided"):
        Directive.objects.filter(grants=grant).update(**changed)


class BudgetLineFactory(DjangoModelFactory[BudgetLine]):
    """A line of the IKZ program in 2026; `money` euros are booked as its appropriation."""

    class Meta:
        model = BudgetLine

    program = LazyFunction(lambda: program("ikz"))
    fiscal_year = 2026
    einzelplan = "03"
    kapitel = "03 01"
    foerderprodukt = Sequence(lambda number: f"F {number}")

    @classmethod
    def _create(cls, model_class: type[BudgetLine], *args: Any, **kwargs: Any) -> BudgetLine:
        money = Decimal(kwargs.pop("money", "150000.00"))
        line: BudgetLine = super()._create(  # type: ignore[no-untyped-call]  # factory_boy has none
            model_class, *args, **kwargs
        )
        if money:
            give(line, EntryKind.APPROPRIATION, money)
        return line


def give(
    line: BudgetLine, kind: EntryKind, amount_eur: Decimal, *, on: date | None = None
) -> LedgerEntry:
    """A budget booking that stands in the ledger, on the first day of the line's year."""
    entry = LedgerEntry(
        kind=kind,
        amount_eur=KINDS[kind].sign * amount_eur,
        line=line,
        document="Haushaltsgesetz",
        booked_on=on or date(line.fiscal_year, 1, 1),
    )
    return enter(entry)[0]


def enter(*entries: LedgerEntry) -> list[LedgerEntry]:
    """Bookings past the actions, as the owner of the tables mends."""
    return LedgerEntry.objects.bulk_create(entries)


class GrantFactory(DjangoModelFactory[Grant]):
    """A notified cooperation of four partners with 25,000 EUR each; nothing is booked.

    `shares` are the partners' shares in euros by key (AGS), `tranches` the planned euros by
    budget line. The trait `draft` is the case before its decision.
    """

    class Meta:
        model = Grant

    class Params:
        draft = Trait(
            state=GrantState.DRAFT,
            received_on=date(2026, 3, 2),
            cooperation_start=date(2027, 1, 1),
            cooperation_until=date(2032, 1, 1),
            baseline_eur=Decimal("400000.00"),
            planned_eur=Decimal("300000.00"),
        )

    program = LazyFunction(lambda: program("ikz"))
    file_reference = Sequence(lambda number: f"IV 3 - {number}")
    title = Sequence(lambda number: f"Gemeinsames Standesamt {number}")
    state = GrantState.NOTIFIED
    lead_id = LAUTERBACH

    @classmethod
    def _create(cls, model_class: type[Grant], *args: Any, **kwargs: Any) -> Grant:
        shares = kwargs.pop("shares", dict.fromkeys(PARTNERS, SHARE_EUR))
        tranches: dict[BudgetLine, Decimal] = kwargs.pop("tranches", {})
        grant: Grant = super()._create(  # type: ignore[no-untyped-call]  # factory_boy has none
            model_class, *args, **kwargs
        )
        for ags, share in shares.items():
            grant.participations.create(
                municipality_id=ags, share_eur=share, resolution_on=RESOLVED_ON
            )
        for line, amount in tranches.items():
            grant.tranches.create(line=line, amount_eur=Decimal(amount))
        return grant
