"""Changes between two days: as the ledger and the two days say it; both ends."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from core.as_of import AsOf
from core.errors import RuleError
from core.reporting import REGISTRY
from reports.making import check_filter, edition, may_run
from tests.factories.accounts import NOW, UserFactory
from tests.programs.desk import signed_in
from tests.reports.files import three_towns_live

pytestmark = pytest.mark.django_db
REPORT = "/berichte/aenderungen/"


@pytest.fixture
def auditor() -> User:
    return UserFactory.create(roles=[Role.AUDITOR])


def rows(user: User, at: date, **given: str) -> list[dict[str, Any]]:
    """The rows and, last, the totals."""
    report = REGISTRY["aenderungen"]
    made = edition(report, user, check_filter(report, given), at=AsOf(at), now=NOW)
    keys = [column.key for column in made.columns]
    found = [dict(zip(keys, values, strict=True)) for values in made]
    return [*found, {column.key: made.total(column) for column in made.columns}]


def test_without_an_earlier_day_it_is_the_year(auditor: User) -> None:
    three_towns_live()
    first = rows(auditor, date(2024, 12, 31))[0]
    assert (first["since"], first["until"]) == (date(2023, 12, 31), date(2024, 12, 31))


@pytest.mark.parametrize(("stand", "refused"), [("2026-05-01", True), ("2026-05-02", False)])
def test_earlier_day_lies_before_the_later(auditor: User, stand: str, refused: bool) -> None:
    html = signed_in(auditor).get(REPORT, {"seit": "2026-05-01", "stand": stand}).content.decode()
    assert ("Bitte einen Tag vor dem Stichtag wählen." in html) is refused
    assert ("<table" in html) is not refused


def test_command_refuses_a_day_to_come() -> None:
    with pytest.raises(RuleError):
        check_filter(REGISTRY["aenderungen"], {"seit": "2999-01-01"})


def test_report_opens_by_role() -> None:
    opened = {role for role in Role if may_run(
        REGISTRY["aenderungen"], UserFactory.create(roles=[role]))}  # fmt: skip
    assert opened == {Role.OFFICER, Role.APPROVER, Role.BUDGET_OFFICER, Role.AUDITOR,
        Role.COORDINATOR, Role.ASSOCIATION}  # fmt: skip
