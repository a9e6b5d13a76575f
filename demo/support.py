"""Support in kind: registrations for civento, and the two modules of advice a body could choose."""

from __future__ import annotations

from datetime import date

from core.calendar import next_working_day
from demo.budget import CIVENTO
from demo.dates import after, seeded
from municipalities.models import Municipality
from programs.models import InKindSupport, Program
from services.models import AdviceGiven, AdviceModule

MODULES = (
    "Beratung: Standortbestimmung",
    "Beratung: Digitalisierungsstrategie",
    "Beratung: Prozessmanagement",
    "Beratung: Einführung der E-Akte",
)
PROVIDER = "DEMO-Beratung"
FIRST_ADVICE = date(2020, 9, 1)
DAYS_OF_ADVICE = 830
CIVENTO_FROM = date(2020, 2, 3)
ADVISED_SHARE = 0.72
REGISTERED_SHARE = 0.92  # published for 12/2020


def load_support() -> None:
    """Make the registrations for civento and the advice given."""
    rng = seeded("support")
    civento = Program.objects.get(code=CIVENTO)
    modules = AdviceModule.objects.bulk_create(
        AdviceModule(code=f"modul-{position}", name=name, position=position)
        for position, name in enumerate(MODULES, start=1)
    )
    registered, advised = [], []
    for body in Municipality.objects.existing_on(FIRST_ADVICE).recipients().order_by("ags"):
        if rng.random() < REGISTERED_SHARE:
            registered.append(_registration(civento, body, after(CIVENTO_FROM, rng.randrange(320))))
        if rng.random() < ADVISED_SHARE:
            for module in rng.sample(modules, 2):
                on = after(FIRST_ADVICE, rng.randrange(DAYS_OF_ADVICE))
                advised.append(_advice(module, body, on))
    InKindSupport.objects.bulk_create(registered)
    AdviceGiven.objects.bulk_create(advised)


def _registration(civento: Program, body: Municipality, on: date) -> InKindSupport:
    return InKindSupport(
        program=civento,
        municipality=body,
        received_on=next_working_day(on),
        description="Registrierung für civento (Demodaten)",
        is_demo=True,
    )


def _advice(module: AdviceModule, body: Municipality, on: date) -> AdviceGiven:
    return AdviceGiven(
        module=module,
        municipality=body,
        given_on=next_working_day(on),
        provider=PROVIDER,
        is_demo=True,
    )
