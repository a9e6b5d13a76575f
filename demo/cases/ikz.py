"""Cooperations of municipalities, so that the published figures of 2018 to 2020 come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from core.calendar import last_day, next_working_day
from demo.cases.neighbours import Neighbourhood, exists
from demo.cases.plans import Plan
from demo.dates import after, seeded
from municipalities.models import Municipality
from programs.choices import CooperationForm, Stage
from programs.models import BudgetLine, Directive, Program

RATE_EUR = 25_000  # per municipality, in digital projects since 2020
STEP_EUR = 500


@dataclass(frozen=True)
class Season:
    """So many cooperations with so much money, decided between two days."""

    first: date
    last: date
    cases: int
    total_eur: int
    partners: tuple[int, ...] = (3, 3, 3, 4, 5)


# 2018, 2019 and the first half of 2020 as published: 45, 43 and 25 cases; the rest is made up.
SEASONS = (
    Season(date(2018, 1, 22), date(2018, 12, 14), 45, 3_041_500, (2, 3, 3, 4)),
    Season(date(2019, 1, 21), date(2019, 12, 13), 43, 2_633_000, (2, 3, 3, 4)),
    Season(date(2020, 1, 20), date(2020, 6, 29), 25, 1_396_000, (2, 3, 3)),
    Season(date(2020, 7, 6), date(2020, 12, 14), 24, 1_780_000),
    Season(date(2021, 1, 18), date(2021, 12, 14), 44, 3_210_000),
    Season(date(2022, 1, 17), date(2022, 12, 14), 38, 2_905_000),
    Season(date(2023, 1, 16), date(2023, 12, 14), 36, 2_790_500),
    Season(date(2024, 1, 15), date(2024, 12, 13), 34, 2_748_000),
    Season(date(2025, 1, 20), date(2025, 12, 12), 31, 2_592_500),
    Season(date(2026, 1, 19), date(2026, 11, 6), 24, 2_046_000),
)
DIGITAL = (
    "Gemeinsame Umsetzung des Onlinezugangsgesetzes",
    "Digitale Bauakte",
    "Gemeinsamer IT-Betrieb",
    "Einführung der elektronischen Akte",
    "Gemeinsames digitales Bürgerbüro",
)
OTHER = (
    "Gemeinsamer Ordnungsbehördenbezirk",
    "Gemeinsames Standesamt",
    "Gemeinsame Kasse und Vollstreckung",
    "Gemeinsame Personalabrechnung",
    "Gemeinsamer Bauhof",
    "Gemeinsame Vergabestelle",
    "Gemeinsames Archiv",
    "Gemeinsame Betriebsführung der Wasserversorgung",
)
FAVOURED = ("06535011", "06435014", "06415000", "06535006", "06531")  # bodies with demo accounts
DIGITAL_SHARE = 0.3


class CooperationPlans:
    """Draws the plans of all seasons; keeps what they share."""

    def __init__(self, program: Program, lines: dict[int, BudgetLine], around: Neighbourhood):
        self.program = program
        self.lines = lines
        self.around = around
        self.directives = list(Directive.objects.filter(program=program))
        self.numbers: dict[int, int] = {}

    def all(self) -> Iterator[Plan]:
        """The plans of all seasons in the order of their decisions."""
        for season in SEASONS:
            rng = seeded(f"cooperations {season.first}")
            yield from self._season(season, rng)

    def _season(self, season: Season, rng: Random) -> Iterator[Plan]:
        days = sorted(_working_day(rng, season) for _ in range(season.cases))
        counts = [rng.choice(season.partners) for _ in days]
        is_digital = [rng.random() < DIGITAL_SHARE and season.first.year >= 2020 for _ in days]
        amounts = _amounts(rng, season, counts, is_digital)
        for position, (day, count) in enumerate(zip(days, counts, strict=True)):
            lead = self._lead(rng, day, position)
            digital = is_digital[position]
            yield self.plan(rng, lead, count, amounts[position], day, digital=digital)

    def _lead(self, rng: Random, day: date, position: int) -> Municipality:
        favoured = [self.around.by_ags[ags] for ags in FAVOURED if ags in self.around.by_ags]
        favoured = [body for body in favoured if exists(body, day)]
        if position < len(favoured):
            return favoured[position]
        return rng.choice(self.around.existing(day))

    def plan(
        self,
        rng: Random,
        lead: Municipality,
        count: int,
        amount: int,
        day: date,
        *,
        digital: bool,
        received_on: date | None = None,
    ) -> Plan:
        """One cooperation of `count` bodies, decided on `day`."""
        year = day.year
        self.numbers[year] = self.numbers.get(year, 0) + 1
        title = rng.choice(DIGITAL if digital else OTHER)
        baseline = Decimal(rng.randrange(200, 900) * 1000)
        is_usual = amount == RATE_EUR * count or year < 2020
        received_on = received_on or after(day, -rng.randrange(60, 96))
        return Plan(
            program=self.program,
            directive=next((d for d in self.directives if _is_in_force(d, received_on)), None),
            reference=f"DEMO-IKZ-{year}-{self.numbers[year]:03}",
            title=f"{title} {lead.name}",
            subject_area=title,
            partners=self.around.partners(rng, lead, count, day),
            amount_eur=Decimal(amount),
            tranches=((self.lines[year], Decimal(amount)),),
            received_on=received_on,
            decided_on=day,
            fields={
                "cooperation_form": CooperationForm.PUBLIC_AGREEMENT,
                "stage": Stage.IMPLEMENTATION,
                "contract_signed_on": after(received_on, -30),
                "cooperation_start": after(day, 30),
                "cooperation_until": last_day(after(day, 30), 60),
                "baseline_eur": baseline,
                "planned_eur": baseline * rng.randrange(70, 85) / 100,
                "exception_reason": "" if count > 2 else "Nur zwei Nachbarn möglich. (Demodaten)",
                "override_reason": "" if is_usual else "Bedeutung des Vorhabens. (Demodaten)",
            },
        )


def _amounts(rng: Random, season: Season, counts: list[int], is_digital: list[bool]) -> list[int]:
    """Amounts in euros that add up to the season's total; digital ones at the rate per partner."""
    pairs = zip(counts, is_digital, strict=True)
    amounts = [RATE_EUR * count if digital else 0 for count, digital in pairs]
    open_eur = season.total_eur - sum(amounts)
    free = [position for position, digital in enumerate(is_digital) if not digital]
    weights = {position: rng.uniform(0.7, 1.3) * counts[position] for position in free}
    for position in free:
        share = open_eur * weights[position] / sum(weights.values())
        amounts[position] = int(share // STEP_EUR) * STEP_EUR
    amounts[free[0]] += season.total_eur - sum(amounts)
    return amounts


def _working_day(rng: Random, season: Season) -> date:
    return next_working_day(after(season.first, rng.randrange((season.last - season.first).days)))


def _is_in_force(directive: Directive, day: date) -> bool:
    return directive.valid_from <= day <= (directive.valid_to or date.max)
