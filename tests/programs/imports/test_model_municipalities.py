"""OZG model municipalities: 15 of them, not 15 millions, and 1.5 M EUR for all together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.imports.errors import FileRefused
from core.imports.reference import Source, load_source
from programs.actions.booking import BudgetExceeded
from programs.actions.consent import consent_to_decision
from programs.actions.decision.approval import approve_decision
from programs.choices import FinancingType
from programs.imports.published import FIGURE_COLUMNS, SOURCES
from programs.models import BudgetBalance, BudgetLine, Envelope, PublishedFigure
from tests.factories.accounts import NOW
from tests.factories.life import Staff
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, program

pytestmark = pytest.mark.django_db

MODELS = "ozg-modellkommunen"
APPLIED_ON = date(2020, 9, 30)  # the deadline of the call
COLUMNS = ("program", *FIGURE_COLUMNS)
SAYS = (
    "Row 2, column “value”, “%s”: This is more than the %s municipalities and districts of "
    "Hessen. Correct the number, or the unit if it is an amount."
)


def load_figure(folder: Path, **cells: str) -> None:
    """Load a file with one published figure, as it would be typed."""
    row = {
        "program": MODELS,
        "key": "probe",
        "region": "Hessen",
        "measure": "Ausgewählte",
        "value": "15",
        "unit": "Anzahl",
        "qualifier": "exact",
        "basis": "Modellkommunen",
        "counting_rule": "Auswahl",
        "source": "Fachpresse",
        **cells,
    }
    path = folder / "figures.csv"
    path.write_text(f"{','.join(COLUMNS)}\n{','.join(row.get(name, '') for name in COLUMNS)}\n")
    load_source(Source("probe", path, SOURCES[0].columns, SOURCES[0].load))


@pytest.mark.parametrize(
    ("cells", "known"),
    [
        ({"value": "15000000", "basis": "OZG-Modellkommunen"}, 442),
        ({"value": "15000000", "unit": "Modellkommunen", "basis": "Auswahl"}, 442),
        ({"value": "443", "unit": "Kommunen (von 421)"}, 442),
        ({"value": "445", "basis": "Kommunen und Landkreise", "period_to": "2019-12-31"}, 444),
    ],
    ids=["number", "unit", "one too many", "of another day"],
)
def test_more_municipalities_than_there_are_is_refused(
    tmp_path: Path, untranslated: None, cells: dict[str, str], known: int
) -> None:
    with pytest.raises(FileRefused) as refused:
        load_figure(tmp_path, **cells)
    assert list(refused.value.lines) == [SAYS % (cells["value"], known)]
    assert not PublishedFigure.objects.filter(key="probe").exists()


@pytest.mark.parametrize(
    "cells",
    [
        {"value": "15"},
        {"value": "442", "unit": "Kommunen"},
        {"value": "1500000", "unit": "EUR"},
        {"value": "1664", "basis": "Beteiligungen; eine Kommune kann mehrfach eingebunden sein"},
        {"value": "575", "basis": "kommunale Verwaltungsleistungen"},
        {"value": "10786", "unit": "Gemeinden", "region": "Deutschland"},
        {"value": "", "qualifier": "unknown"},
    ],
    ids=["15", "all", "euros", "participations", "services", "Germany", "unknown"],
)
def test_plausible_figures_are_taken(tmp_path: Path, cells: dict[str, str]) -> None:
    load_figure(tmp_path, **cells)
    assert PublishedFigure.objects.filter(key="probe").exists()


def _line() -> BudgetLine:
    """The line of the program, with the money that the reference data promise it."""
    promised = Envelope.objects.get(code=MODELS).amount_eur
    assert promised == Decimal(1_500_000)
    return BudgetLineFactory.create(program=program(MODELS), fiscal_year=2026, money=str(promised))


def test_grants_of_all_model_municipalities_stay_within_their_budget() -> None:
    staff, line = Staff.hire(), _line()

    def granted(ags: str, amount: str) -> None:
        eur = Decimal(amount)
        decision = staff.proposed(
            program=program(MODELS),
            received_on=APPLIED_ON,
            financing_type=FinancingType.FIXED,
            total_eur=eur,
            eligible_eur=eur,
            lead_id=ags,
            shares={ags: eur},
            tranches={line: eur},
        )
        if decision.needs_budget_consent:
            consent_to_decision(decision.grant, by=staff.budget, at=NOW)
            decision.refresh_from_db()
        if decision.needs_third_signature:
            approve_decision(decision, by=staff.second, at=NOW)
        approve_decision(decision, by=staff.approver, at=NOW)

    granted(LAUTERBACH, "130000.00")
    granted(ALSFELD, "1369999.99")
    with pytest.raises(BudgetExceeded) as refused:
        granted(GIESSEN, "0.02")
    assert refused.value.free_eur == Decimal("0.01")
    granted(GIESSEN, "0.01")
    assert BudgetBalance.objects.get(line=line).committed_eur == Decimal(1_500_000)
