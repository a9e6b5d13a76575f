"""Budget lines with made-up keys, what was booked on them, and what the state paid centrally."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

from demo.batch import Batch, Staff
from demo.dates import after, office_hour, seeded
from programs.actions.budget.lines import confirm_budget, propose_budget, propose_carry_over
from programs.actions.budget.year_change import propose_year_change
from programs.choices import EntryKind, FundingStatus
from programs.models import BudgetBooking, BudgetLine, CentralPayment, Program
from programs.queries.budget.commitments import lines_to_take_over

IKZ = "ikz"
MODELS = "ozg-modellkommunen"
EFA = "efa-betriebskosten"
FACTORIES = "digitalisierungsfabriken"
ADVICE = "digitalisierungsberatung"
CIVENTO = "civento"
PHASE_1 = "starke-heimat-phase-1"
PHASE_2 = "starke-heimat-phase-2"

# Appropriations in euros. Factories, advice and model municipalities make almost 17 million.
APPROPRIATIONS: dict[str, dict[int, int]] = {
    IKZ: {
        **{2018: 3_500_000, 2019: 3_000_000, 2020: 3_500_000, 2021: 3_600_000},
        **{2022: 3_200_000, 2023: 3_300_000, 2024: 3_200_000, 2025: 3_000_000, 2026: 3_600_000},
    },
    MODELS: {2020: 715_000, 2021: 430_000, 2022: 355_000},
    EFA: {2023: 3_900_000, 2024: 3_900_000},
    FACTORIES: {2019: 900_000, 2020: 4_050_000, 2021: 4_150_000, 2022: 4_050_000},
    ADVICE: {2020: 700_000, 2021: 800_000, 2022: 700_000},
    CIVENTO: dict.fromkeys(range(2020, 2025), 4_000_000),
    PHASE_1: {2020: 16_000_000},
    PHASE_2: dict.fromkeys(range(2021, 2025), 16_000_000),
}
AUTHORISED_EUR = {2025: 300_000, 2026: 600_000}  # for the year after
WITHOUT_PROMISE = {EFA: (2025, 2026)}
CEILINGS = (EFA,)
CENTRAL = (FACTORIES, ADVICE, CIVENTO)

# Lines without money of their own: they take what earlier years bound and did not pay.
RESTS = {MODELS: range(2023, 2027), PHASE_1: range(2021, 2027), PHASE_2: (2025, 2026)}

Lines = dict[str, dict[int, BudgetLine]]


def load_lines() -> Lines:
    """Make the budget lines; returns them by program and year."""
    programs = {program.code: program for program in Program.objects.all()}
    lines: Lines = {}
    for code, years in APPROPRIATIONS.items():
        for year in (*years, *WITHOUT_PROMISE.get(code, ())):
            line = _line(programs[code], year)
            line.is_ceiling = code in CEILINGS
            line.funding_status = FundingStatus.COMMITTED if year in years else FundingStatus.OPEN
            lines.setdefault(code, {})[year] = line
    for code, rest_years in RESTS.items():
        lines[code] |= {year: _line(programs[code], year) for year in rest_years}
    BudgetLine.objects.bulk_create(line for years_ in lines.values() for line in years_.values())
    return lines


def add_authorisation(batch: Batch, program: Program, year: int) -> BudgetLine:
    """A commitment authorisation: made in the budget of `year`, it binds the next one."""
    line = _line(program, year)
    line.due_year = year + 1
    line.save()
    _budget(batch.staff, line, EntryKind.APPROPRIATION, AUTHORISED_EUR[year], date(year, 1, 2))
    return line


def _line(program: Program, year: int) -> BudgetLine:
    return BudgetLine(
        program=program,
        fiscal_year=year,
        einzelplan="DEMO",
        kapitel="DEMO 01",
        foerderprodukt=f"DEMO {program.code}"[:40],
        note="Demodaten: erfundene Haushaltsstelle",
        is_demo=True,
    )


def add_budget(batch: Batch, lines: Lines) -> None:
    """What the lines have to give, with one carry-over and blocks, and the central costs."""
    for code, years in APPROPRIATIONS.items():
        for year, amount in years.items():
            line = lines[code][year]
            _budget(batch.staff, line, EntryKind.APPROPRIATION, amount, date(year, 1, 2))
    ikz = lines[IKZ]
    _carry_over(batch.staff, ikz[2021], ikz[2022], 250_000, date(2022, 1, 20))
    _budget(batch.staff, ikz[2023], EntryKind.BLOCK, 300_000, date(2023, 2, 15))
    _budget(batch.staff, ikz[2023], EntryKind.RELEASE, 300_000, date(2023, 9, 1))
    _budget(batch.staff, ikz[2026], EntryKind.BLOCK, 150_000, date(2026, 5, 4))
    for code in CENTRAL:
        rng = seeded(f"central costs {code}")
        for year, amount in APPROPRIATIONS[code].items():
            _add_central(batch, lines[code][year], Decimal(amount), rng)


def _budget(staff: Staff, line: BudgetLine, kind: EntryKind, amount: int, on: date) -> None:
    document = f"DEMO Haushalt {line.fiscal_year}"
    by, at = staff.budget_officer, office_hour(on)
    booking = propose_budget(line, kind, Decimal(amount), on=on, document=document, by=by, at=at)
    confirm(staff, booking, on)


def _carry_over(
    staff: Staff, source: BudgetLine, target: BudgetLine, amount: int, on: date
) -> None:
    document = f"DEMO Haushalt {target.fiscal_year}"
    by, at = staff.budget_officer, office_hour(on)
    booking = propose_carry_over(
        source, target, Decimal(amount), on=on, document=document, by=by, at=at
    )
    confirm(staff, booking, on)


def confirm(staff: Staff, booking: BudgetBooking, on: date) -> None:
    """Let the approver confirm a booking in the afternoon of the day."""
    BudgetBooking.objects.filter(pk=booking.pk).update(is_demo=True)
    confirm_budget(booking, by=staff.approver, at=office_hour(on, 14))


def line_on(line: BudgetLine, day: date) -> BudgetLine:
    """The line that has on a day what was bound on `line`: the one of the year."""
    if day.year <= line.fiscal_year:
        return line
    of_program = BudgetLine.objects.cash().of_year(day.year).filter(program=line.program_id)
    return of_program.get()


def change_year(staff: Staff, year: int) -> None:
    """The first days of a year: what the year before bound and did not pay goes along."""
    on = date(year, 1, 2)
    for line in lines_to_take_over(on).filter(fiscal_year=year - 1, due_year=None):
        booking = propose_year_change(
            line,
            line_on(line, on),
            on=on,
            by=staff.budget_officer,
            at=office_hour(on),
            document=f"DEMO Ausgabereste {year - 1}",
        )
        confirm(staff, booking, on)


def _add_central(batch: Batch, line: BudgetLine, amount: Decimal, rng: Random) -> None:
    """The year's bills in four quarters; no municipality receives them as a grant."""
    for number, part in enumerate(_quarters(amount, rng), 1):
        on = date(line.fiscal_year, 3 * number, 20)
        payment = CentralPayment(
            line=line,
            amount_eur=part,
            payee="ekom21 (Demodaten)",
            purpose=f"{line.program}, {number}. Quartal {line.fiscal_year}",
            document=f"DEMO Rechnung ekom21 {line.fiscal_year}/{number}",
            prepared_by=batch.staff.officer,
            prepared_at=office_hour(after(on, -3)),
            approved_by=batch.staff.approver,
            approved_at=office_hour(on),
            paid_on=on,
            booking_reference=f"DEMO-ZA-{len(batch.rows.get(CentralPayment, [])) + 1:06}",
            is_demo=True,
        )
        batch.add(payment)
        batch.book(
            EntryKind.OPERATING_COST,
            part,
            on,
            line=line,
            central_payment=payment,
            document=payment.document,
        )


def _quarters(amount: Decimal, rng: Random) -> Iterator[Decimal]:
    left = amount
    for _number in range(3):
        part = (amount * rng.randrange(22, 28) / 100).quantize(Decimal(1))
        left -= part
        yield part
    yield left
