"""Operating costs of the EfA services in 2023 and 2024, their keys and notional shares."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from core.formats import format_day
from core.money import split_eur
from demo.batch import Batch, Staff
from demo.budget import APPROPRIATIONS, EFA, Lines
from demo.dates import after, office_hour, seeded
from programs.actions.efa.costs import prepare_cost, share_out
from programs.choices import AllocationKeyKind, CostCategory, EntryKind
from programs.models import AllocationKey, BudgetLine, EfaCost
from programs.terms.allocation import inhabitants_on
from services.choices import ProcessKind
from services.models import OnlineProcess

SHARE_OF_CEILING = {2023: Decimal("0.86"), 2024: Decimal("0.98")}
CATEGORY_WEIGHTS = {
    CostCategory.INFRASTRUCTURE: 30,
    CostCategory.DEVELOPMENT: 22,
    CostCategory.PLATFORM: 8,
    CostCategory.OPERATION: 35,
    CostCategory.DIRECT: 5,
}
BY_USE = "efa-fuehrerschein"  # its cost is shared out by applications, invented here
KOENIGSTEIN_PERCENT = Decimal("7.440000")
KOENIGSTEIN_SOURCE = (
    "Demodaten: gerundeter Wert; den veröffentlichten Schlüssel des Jahres eintragen"
)
WAITING_EUR, WAITING_SINCE = Decimal("18400.00"), date(2024, 12, 2)


def add_efa(batch: Batch, lines: Lines) -> None:
    """Approved costs below the ceiling of each year, one row per service and category."""
    rng = seeded("efa")
    processes = list(OnlineProcess.objects.filter(kind=ProcessKind.EFA).order_by("code"))
    for year, share in SHARE_OF_CEILING.items():
        total = Decimal(APPROPRIATIONS[EFA][year]) * share
        weights = [rng.randrange(50, 150) for _ in processes]
        for process, amount in zip(processes, split_eur(total, weights), strict=True):
            parts = split_eur(amount, list(CATEGORY_WEIGHTS.values()))
            for category, part in zip(CATEGORY_WEIGHTS, parts, strict=True):
                _add_cost(batch, lines[EFA][year], process, category, part, rng)


def _add_cost(
    batch: Batch,
    line: BudgetLine,
    process: OnlineProcess,
    category: CostCategory,
    amount: Decimal,
    rng: Random,
) -> None:
    on = date(line.fiscal_year, rng.randrange(4, 13), 15)
    document = f"DEMO Rechnung {process.name} {line.fiscal_year} {category.value}"
    is_by_use = process.code == BY_USE and category == CostCategory.OPERATION
    cost = EfaCost(
        process=process,
        year=line.fiscal_year,
        line=line,
        category=category,
        key_kind=AllocationKeyKind.USE if is_by_use else AllocationKeyKind.INHABITANTS,
        amount_eur=amount,
        document=document,
        prepared_by=batch.staff.officer,
        prepared_at=office_hour(after(on, -3)),
        approved_by=batch.staff.approver,
        approved_at=office_hour(on),
        is_demo=True,
    )
    batch.add(cost)
    batch.book(
        EntryKind.OPERATING_COST, amount, on, line=line, efa_cost=cost, document=document[:200]
    )


def load_notional_shares(staff: Staff) -> None:
    """The keys of the years, the shares by them, and one cost that waits for its approval."""
    for year in SHARE_OF_CEILING:
        _load_keys(year)
    for cost in EfaCost.objects.filter(is_demo=True).order_by("pk"):
        share_out(cost)
    year = max(SHARE_OF_CEILING)
    waiting = OnlineProcess.objects.create(
        code="demo-efa-wohnsitz",
        name="Elektronische Wohnsitzanmeldung (DEMO)",
        kind=ProcessKind.EFA,
        source="Demodaten",
        is_demo=True,
    )
    prepare_cost(
        EfaCost(
            process=waiting,
            year=year,
            category=CostCategory.OPERATION,
            key_kind=AllocationKeyKind.INHABITANTS,
            amount_eur=WAITING_EUR,
            document=f"DEMO Rechnung {waiting.name} {year}",
            is_demo=True,
        ),
        by=staff.officer,
        at=office_hour(WAITING_SINCE),
    )


def _load_keys(year: int) -> None:
    rng = seeded(f"use {year}")
    inhabitants = inhabitants_on(date(year, 1, 1))
    keys = [
        AllocationKey(
            year=year,
            kind=AllocationKeyKind.KOENIGSTEIN,
            value=KOENIGSTEIN_PERCENT,
            source=KOENIGSTEIN_SOURCE,
        )
    ]
    for ags, (population, as_of) in sorted(inhabitants.items()):
        keys.append(
            AllocationKey(
                year=year,
                kind=AllocationKeyKind.INHABITANTS,
                municipality_id=ags,
                value=population,
                source=f"Bevölkerungsfortschreibung, {format_day(as_of)} (Demodaten)",
            )
        )
        if len(ags) == 5 or ags.endswith("000"):  # districts and independent cities
            keys.append(
                AllocationKey(
                    year=year,
                    kind=AllocationKeyKind.USE,
                    process_id=BY_USE,
                    municipality_id=ags,
                    value=population // rng.randrange(90, 160),
                    source="Demodaten: erfundene Antragszahlen",
                )
            )
    AllocationKey.objects.bulk_create(keys)
