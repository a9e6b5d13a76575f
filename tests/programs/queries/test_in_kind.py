"""Support without money: what, how often and when last, by day, body and program."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.as_of import AsOf
from programs.actions.efa.costs import approve_cost, prepare_cost
from programs.models import InKindSupport
from programs.queries.in_kind import ADVICE, FACTORIES, Reach, reach_of, received, support_of
from services.models import AdviceGiven, AdviceModule, OnlineProcess, RolloutEvent
from tests.factories.accounts import NOW
from tests.factories.efa import cost, efa_line, keys
from tests.factories.life import Staff
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH
from tests.factories.programs import program

pytestmark = pytest.mark.django_db
MAY, DAY = date(2026, 5, 4), timedelta(days=1)
TODAY = AsOf(NOW.date(), is_today=True)


def supported(ags: str, what: str = "Schulung", *, on: date = MAY, number: int = 1) -> None:
    InKindSupport.objects.create(
        program=program("ikz"),
        municipality_id=ags,
        received_on=on,
        description=what,
        quantity=number,
    )


def told(
    at: AsOf = TODAY, bodies: list[str] | None = None, program: str = ""
) -> list[tuple[str, str, int, date]]:
    return [
        (row.ags, row.what, row.number, row.last_on)
        for row in received(bodies, at=at, program=program)
    ]


@pytest.fixture(autouse=True)
def nothing_yet() -> None:
    InKindSupport.objects.all().delete()
    AdviceGiven.objects.all().delete()
    assert told() == []


@pytest.mark.parametrize(("day", "number"), [(MAY - DAY, None), (MAY, 2), (MAY + DAY, 5)])
def test_support_adds_up_by_the_day(day: date, number: int | None) -> None:
    supported(LAUTERBACH, number=2)
    supported(LAUTERBACH, on=MAY + DAY, number=3)
    last = min(day, MAY + DAY)
    want = [] if number is None else [(LAUTERBACH, "Schulung", number, last)]
    assert told(AsOf(day)) == want


def test_bodies_and_kinds_of_support_stand_apart_by_place_and_name() -> None:
    supported(LAUTERBACH, "Zweites")
    supported(LAUTERBACH, "Erstes")
    supported(ALSFELD, "Zweites")
    assert [row[:2] for row in told()] == [
        (ALSFELD, "Zweites"),
        (LAUTERBACH, "Erstes"),
        (LAUTERBACH, "Zweites"),
    ]
    assert [row[0] for row in told(bodies=[ALSFELD])] == [ALSFELD]
    assert told(bodies=[]) == []
    assert len(told(program="ikz")) == 3
    assert told(program=ADVICE) == []


@pytest.mark.parametrize(("day", "is_there"), [(MAY - DAY, False), (MAY, True)])
def test_advice_is_support_of_its_program_from_its_day_on(day: date, is_there: bool) -> None:
    module = AdviceModule.objects.create(code="probe", name="Probeberatung", position=1)
    AdviceGiven.objects.create(module=module, municipality_id=GIESSEN, given_on=MAY)
    assert told(AsOf(day), program=ADVICE) == ([(GIESSEN, module.name, 1, MAY)] if is_there else [])
    assert told(AsOf(day), program=FACTORIES) == []


def event(ags: str, service: str, process: OnlineProcess, *, configured: bool = True) -> None:
    RolloutEvent.objects.create(
        municipality_id=ags,
        service_id=service,
        process=process,
        valid_from=MAY,
        configured=configured,
    )


def test_set_up_processes_of_the_factories_count_each_once() -> None:
    built, efa = (
        OnlineProcess.objects.create(code=code, name=code, kind=kind)
        for code, kind in (("fabrik-1", "civento"), ("efa-1", "efa"))
    )
    services = list(built.services.model.objects.order_by("pk").values_list("pk", flat=True)[:4])
    event(LAUTERBACH, services[0], built)
    event(LAUTERBACH, services[1], built)  # one process of two services
    event(LAUTERBACH, services[2], efa)  # built elsewhere
    event(ALSFELD, services[3], built, configured=False)  # known, but not set up
    ((ags, _what, number, last_on),) = told(program=FACTORIES)
    assert (ags, number, last_on) == (LAUTERBACH, 1, MAY)
    assert told(AsOf(MAY - DAY), program=FACTORIES) == []
    assert told(bodies=[ALSFELD], program=FACTORIES) == []


def test_notional_shares_stand_apart_and_of_today_alone() -> None:
    staff = Staff.hire()
    efa_line()
    keys()
    supported(LAUTERBACH, "Zweites")
    supported(LAUTERBACH, "Erstes")
    for number in (1, 2):
        made = prepare_cost(cost("31730.00", code=f"dienst-{number}"), by=staff.officer, at=NOW)
        approve_cost(made, on=date(2024, 6, 14), by=staff.approver, at=NOW)
    kinds, notional = support_of([LAUTERBACH], at=TODAY)
    assert [row.what for row in kinds] == ["Erstes", "Zweites"]
    # 13,511 of 31,730 inhabitants of the key, twice
    assert [(row.year, row.services, row.amount_eur) for row in notional] == [
        (2024, 2, Decimal(27022))
    ]
    assert support_of([GIESSEN], at=TODAY) == ([], [])
    kinds, notional = support_of([LAUTERBACH], at=AsOf(TODAY.day - DAY))
    assert (len(kinds), notional) == (2, [])


def test_reach_is_of_bodies_and_of_numbers() -> None:
    supported(LAUTERBACH, number=2)
    supported(LAUTERBACH, "Anderes", number=3)
    supported(ALSFELD)
    assert reach_of("ikz", at=TODAY) == Reach(bodies=2, number=6)
    assert reach_of("ikz", at=AsOf(MAY - DAY)) is None
    assert reach_of(ADVICE, at=TODAY) is None
