"""Model municipalities and the phases of “Starke Heimat Hessen”."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from core.calendar import next_working_day
from demo.cases.neighbours import Neighbourhood
from demo.cases.plans import Plan
from demo.dates import after, seeded
from municipalities.choices import MUNICIPALITY_KINDS
from programs.choices import FinancingType, Origin
from programs.models import BudgetLine, Directive, Grant, Program

# Leads as announced on 19.11.2020, Neu-Isenburg in the place of Fulda, with the year of the
# decision and the amount. Published: the group around Darmstadt and the district of Gießen.
MODELS: tuple[tuple[tuple[str, ...], int, int], ...] = (
    (("06411000", "06432020", "06432013", "06432016", "06432007", "06432009"), 2020, 130_000),
    (("06531",), 2020, 87_000),
    (("06636004",), 2020, 62_000),
    (("06433",), 2020, 118_000),
    (("06631013",), 2020, 71_500),
    (("06534014",), 2020, 124_000),
    (("06534",), 2020, 109_000),
    (("06439015",), 2021, 96_000),
    (("06434011",), 2021, 88_500),
    (("06431020",), 2021, 93_000),
    (("06635020",), 2021, 79_000),
    (("06636013",), 2021, 68_000),
    (("06532023",), 2022, 121_000),
    (("06414000",), 2022, 128_000),
    (("06438009",), 2022, 105_000),
)
LAST_MODEL = f"DEMO-MK-{len(MODELS):02}"
WITHDRAWN_MODEL = "06631009"
ANNOUNCED_ON = date(2020, 11, 19)
MODEL_TITLE = "OZG-Modellkommune: wiederverwendbare Lösung"
PHASE_1_BODIES = 100
PHASE_1_MINIMUM = 7_500
PHASE_1_OWN = Decimal("0.25")
PHASE_2_PROJECTS = 14
PHASE_2_RATE = Decimal("0.9")
TOPICS = ("Smartes Parken", "Digitaler Zwilling", "Offene Urbane Datenplattform", "Sensornetz")


def model_plans(
    program: Program, lines: dict[int, BudgetLine], around: Neighbourhood
) -> Iterator[Plan]:
    """The fifteen model municipalities."""
    for number, (keys, year, amount) in enumerate(MODELS, 1):
        first = date(2020, 11, 30) if year == 2020 else date(year, 2, 15)
        partners = tuple(around.by_ags[ags] for ags in keys)
        yield Plan(
            program=program,
            directive=None,
            reference=f"DEMO-MK-{number:02}",
            title=f"{MODEL_TITLE} {partners[0].name}",
            subject_area="OZG-Umsetzung",
            partners=partners,
            amount_eur=Decimal(amount),
            tranches=((lines[year], Decimal(amount)),),
            received_on=date(2020, 9, 28),
            decided_on=next_working_day(after(first, number)),
            fields={"reuse_artifact": "Blaupause (Demodaten)"},
        )


def phase_1_plans(
    program: Program, lines: dict[int, BudgetLine], around: Neighbourhood
) -> Iterator[Plan]:
    """Allocations of 2020 by financial strength; bodies with a published grant are left out."""
    rng = seeded("phase 1")
    known = set(
        Grant.objects.filter(origin=Origin.PUBLISHED, program=program).values_list(
            "lead", flat=True
        )
    )
    bodies = [
        body
        for body in around.existing(date(2020, 10, 1), MUNICIPALITY_KINDS)
        if body.ags not in known
    ]
    for number, body in enumerate(rng.sample(bodies, PHASE_1_BODIES), 1):
        amount = Decimal(max(PHASE_1_MINIMUM, rng.randrange(5_000, 70_000)))
        eligible = (amount / (1 - PHASE_1_OWN)).quantize(Decimal("0.01"))
        yield Plan(
            program=program,
            directive=_directive(program, date(2020, 8, 1)),
            reference=f"DEMO-SH1-{number:03}",
            title=f"Digitales Rathaus {body.name}",
            subject_area="Digitalisierung der Verwaltung",
            partners=(body,),
            amount_eur=amount,
            tranches=((lines[2020], amount),),
            received_on=date(2020, 7, 1 + rng.randrange(30)),
            decided_on=next_working_day(after(date(2020, 10, 1), rng.randrange(70))),
            financing_type=FinancingType.SHARE,
            fields=_share_fields(eligible, amount, 1 - PHASE_1_OWN),
        )


def phase_2_plans(
    program: Program, lines: dict[int, BudgetLine], around: Neighbourhood
) -> Iterator[Plan]:
    """Joint projects of 2021 to 2024."""
    rng = seeded("phase 2")
    for number in range(1, PHASE_2_PROJECTS + 1):
        year = 2021 + number % 4
        decided_on = next_working_day(date(year, 3 + rng.randrange(9), 1 + rng.randrange(28)))
        lead = rng.choice(around.existing(decided_on))
        eligible = Decimal(rng.randrange(150, 1_900) * 1000)
        amount = eligible * PHASE_2_RATE
        yield Plan(
            program=program,
            directive=_directive(program, decided_on),
            reference=f"DEMO-SH2-{number:03}",
            title=f"{rng.choice(TOPICS)} {lead.name}",
            subject_area="Smarte Kommunen und Regionen",
            partners=around.partners(rng, lead, rng.choice((2, 3, 4)), decided_on),
            amount_eur=amount,
            tranches=((lines[year], amount),),
            received_on=after(decided_on, -120),
            decided_on=decided_on,
            financing_type=FinancingType.SHARE,
            fields=_share_fields(eligible, amount, PHASE_2_RATE),
        )


def _share_fields(eligible: Decimal, amount: Decimal, rate: Decimal) -> dict[str, object]:
    return {
        "funding_rate": rate,
        "total_eur": eligible,
        "eligible_eur": eligible,
        "own_eur": eligible - amount,
        "third_party_eur": Decimal(0),
    }


def _directive(program: Program, day: date) -> Directive | None:
    return Directive.objects.valid_on(program, day).first()
