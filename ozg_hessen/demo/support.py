"""Support in kind: the two modules of advice that a municipality could choose."""

from __future__ import annotations

from datetime import date

from core.calendar import next_working_day
from municipalities.models import Municipality
from ozg_hessen.demo.budget import ADVICE, CIVENTO
from ozg_hessen.demo.dates import after, seeded
from programs.models import InKindSupport, Program

MODULES = (
    "Beratung: Standortbestimmung",
    "Beratung: Digitalisierungsstrategie",
    "Beratung: Prozessmanagement",
    "Beratung: Einführung der E-Akte",
)
FIRST_ADVICE = date(2020, 9, 1)
DAYS_OF_ADVICE = 830
CIVENTO_FROM = date(2020, 2, 3)
ADVISED_SHARE = 0.72
REGISTERED_SHARE = 0.92  # published for 12/2020


def load_support() -> None:
    """Make the advice given and the registrations for civento."""
    rng = seeded("support")
    programs = {program.code: program for program in Program.objects.all()}
    rows = []
    for body in Municipality.objects.existing_on(FIRST_ADVICE).recipients().order_by("ags"):
        if rng.random() < REGISTERED_SHARE:
            on = after(CIVENTO_FROM, rng.randrange(320))
            rows.append(_row(programs[CIVENTO], body, on, "Registrierung für civento"))
        if rng.random() < ADVISED_SHARE:
            for module in rng.sample(MODULES, 2):
                on = after(FIRST_ADVICE, rng.randrange(DAYS_OF_ADVICE))
                rows.append(_row(programs[ADVICE], body, on, module))
    InKindSupport.objects.bulk_create(rows)


def _row(program: Program, body: Municipality, on: date, what: str) -> InKindSupport:
    return InKindSupport(
        program=program,
        municipality=body,
        received_on=next_working_day(on),
        description=f"{what} (Demodaten)",
        is_demo=True,
    )
