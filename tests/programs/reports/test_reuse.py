"""Re-use with operating costs: of one year, by the day, borne by the state or by municipalities."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.choices import Role
from core.as_of import AsOf
from core.reporting import REGISTRY
from programs.actions.efa.costs import approve_cost, prepare_cost
from programs.choices import CostBearer, CostCategory
from programs.models import Envelope
from programs.reports.published import ceilings_of_efa
from reports.making import check_filter, edition
from services.models import LeikaService, OzgService, ProcessEvent
from tests.factories.accounts import NOW, UserFactory
from tests.factories.efa import CEILING, cost, efa_line, efa_service
from tests.factories.life import Staff
from tests.factories.programs import program

pytestmark = pytest.mark.django_db
RELEASED, PAID = date(2024, 1, 15), date(2024, 6, 14)
TODAY = NOW.date()


@pytest.fixture
def service() -> OzgService:
    """The service of a process that is released, with a cost on each side."""
    efa_line()
    service = OzgService.objects.order_by("pk")[0]
    LeikaService.objects.create(leika_key="99999999999999", name="Probe", ozg_service=service)
    process = efa_service()
    process.services.add(service)
    ProcessEvent.objects.create(process=process, state="released", on=RELEASED)
    staff = Staff.hire()
    for made in (
        cost("1000.00"),
        cost("70.50", bearer=CostBearer.MUNICIPALITY, category=CostCategory.PLATFORM),
    ):
        prepare_cost(made, by=staff.officer, at=NOW)
        approve_cost(made, on=PAID, by=staff.approver, at=NOW)
    return service


def row(day: date, **given: str) -> dict[str, Any] | None:
    report = REGISTRY["nachnutzung"]
    user = UserFactory.create(roles=[Role.COORDINATOR])
    made = edition(report, user, check_filter(report, given), at=AsOf(day), now=NOW)
    keys = [column.key for column in made.columns]
    found = [dict(zip(keys, values, strict=True)) for values in made]
    return next((row for row in found if row["process"] == "Dienst efa-probe"), None)


def test_row_says_what_it_is_and_what_it_costs(service: OzgService) -> None:
    found = row(TODAY, jahr="2024")
    assert found is not None
    assert (found["services"], found["source"], found["since"]) == (service.name, "EfA", RELEASED)
    assert "99999999999999" in found["leika"]
    assert (str(found["state_eur"]), str(found["municipal_eur"])) == ("1000.00", "70.50")
    assert (found["year"], found["keys"]) == ("2024", "Einwohner")
    assert (found["bodies"], found["bodies_rate"]) == (0, 0 if found["competent"] else None)


@pytest.mark.parametrize(("day", "booked"), [(date(2024, 6, 13), None), (PAID, "1000.00")])
def test_cost_counts_from_the_day_it_is_booked(
    service: OzgService, day: date, booked: str | None
) -> None:
    found = row(day)  # without a year that of the day
    assert found is not None
    assert (found["year"], found["state_eur"]) == (
        "2024",
        booked and type(found["state_eur"])(booked),
    )


@pytest.mark.parametrize(("source", "is_there"), [("efa", True), ("civento", False)])
def test_source_is_kept_to(service: OzgService, source: str, is_there: bool) -> None:
    assert (row(TODAY, quelle=source) is not None) == is_there


def test_process_is_there_from_its_release_on(service: OzgService) -> None:
    assert row(date(2024, 1, 14)) is None
    assert row(RELEASED) is not None


def test_ceiling_stands_beside_what_the_state_bore_by_the_day(service: OzgService) -> None:
    Envelope.objects.filter(program__code="efa-betriebskosten").delete()
    Envelope.objects.create(
        code="deckel",
        name="Deckel 2024",
        program=program("efa-betriebskosten"),
        amount_eur=CEILING,
        qualifier="up_to",
        period_from=date(2024, 1, 1),
        period_to=date(2024, 12, 31),
        source="Presse",
    )
    for day, borne in ((TODAY, "1.000,00"), (date(2024, 6, 13), "0,00")):
        [(name, text)] = ceilings_of_efa({"jahr": None}, AsOf(day))
        assert name == "Deckel 2024"
        assert text.endswith(f"gebucht bis zum Tag: {borne}\u00a0€"), text
