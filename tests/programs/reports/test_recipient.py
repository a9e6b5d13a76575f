"""Money by district and by body: each value against a sum over raw rows, at several days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from core.as_of import AsOf
from core.reporting import REGISTRY, Edition
from municipalities.choices import MUNICIPALITY_KINDS
from municipalities.models import Municipality, PopulationFigure
from reports.making import check_filter, edition, may_run
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH
from tests.factories.programs import BudgetLineFactory
from tests.programs.desk import signed_in
from tests.reports.test_pages import file_rows, page_rows

pytestmark = pytest.mark.django_db
VOGELSBERG, GIESSEN_AREA = "06535", "06531"


@pytest.fixture
def auditor() -> User:
    return UserFactory.create(roles=[Role.AUDITOR])


@pytest.fixture
def cases() -> Staff:
    """One case of two districts, paid in part and partly claimed back; one of four towns."""
    staff = Staff.hire()
    shares = dict.fromkeys((LAUTERBACH, ALSFELD, GIESSEN), Decimal("25000.00"))
    line = BudgetLineFactory.create()
    grant = staff.final(shares=shares, tranches={line: Decimal("75000.00")}, exception_reason="x")
    staff.paid(grant, "30000.00")
    staff.notified(BudgetLineFactory.create())
    return staff


def made(name: str, user: User, at: AsOf, **given: str) -> tuple[Edition, list[dict[str, Any]]]:
    report = REGISTRY[name]
    found = edition(report, user, check_filter(report, given), at=at, now=NOW)
    keys = [column.key for column in found.columns]
    return found, [dict(zip(keys, values, strict=True)) for values in found]


@pytest.mark.usefixtures("cases")
def test_euros_per_inhabitant_are_a_ratio_of_sums(auditor: User) -> None:
    report, rows = made("regionen", auditor, AsOf.today())
    people = _inhabitants(VOGELSBERG, TODAY)
    row = next(row for row in rows if row["key"] == VOGELSBERG)
    assert row["inhabitants"] == people
    assert row["per_inhabitant_eur"] == round(Decimal("150000.00") / people, 2)
    ratio = report.total(next(c for c in report.columns if c.key == "per_inhabitant_eur"))
    assert ratio == round(Decimal("175000.00") / _inhabitants("06", TODAY), 2)


def _inhabitants(area: str, day: date) -> int:
    total = 0
    towns = Municipality.objects.existing_on(day).filter(kind__in=MUNICIPALITY_KINDS)
    for town in towns.filter(ags__startswith=area):
        figures = [f for f in PopulationFigure.objects.filter(municipality=town) if _used(f, day)]
        total += sum(figure.population for figure in figures)
    return total


def _used(figure: PopulationFigure, day: date) -> bool:
    begun = figure.used_from is None or figure.used_from <= day
    return begun and (figure.used_to is None or figure.used_to > day)


@pytest.mark.usefixtures("cases")
def test_reports_keep_to_a_program(auditor: User) -> None:
    for name in ("regionen", "mittel-kommunen"):
        assert sum(row["paid_eur"] for row in made(name, auditor, AsOf.today(), programm="ikz")[1])
        other = made(name, auditor, AsOf.today(), programm="ozg-modellkommunen")[1]
        assert sum(row["committed_eur"] for row in other) == 0


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize("path", ["/berichte/regionen/", "/berichte/mittel-kommunen/"])
def test_page_and_file_have_the_same_rows(auditor: User, path: str) -> None:
    client = signed_in(auditor)
    page, file = page_rows(client, path), file_rows(client, f"{path}csv/")
    assert [row[:3] for row in page] == [row[:3] for row in file]


def test_money_by_body_is_the_ministrys(auditor: User) -> None:
    money = {Role.OFFICER, Role.APPROVER, Role.BUDGET_OFFICER, Role.AUDITOR}
    state = money | {Role.COORDINATOR, Role.ASSOCIATION}
    for role in Role:
        user = UserFactory.create(roles=[role])
        opened = [may_run(REGISTRY[name], user) for name in ("mittel-kommunen", "regionen")]
        assert opened == [role in money, role in state], role
