"""The annex for the Landtag: what was told, in sums what was not, for the coordinator too."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from core.as_of import AsOf
from core.reporting import REGISTRY
from programs.actions.application import notify_rejection, propose_rejection, reject_application
from programs.models import Decision, Grant
from reports.making import check_filter, edition, may_run
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.programs.desk import signed_in
from tests.reports.test_pages import file_rows, page_rows

pytestmark = pytest.mark.django_db
REPORT = "/berichte/landtagsanlage/"


@pytest.fixture
def coordinator() -> User:
    return UserFactory.create(roles=[Role.COORDINATOR])


def rows(user: User, annex: str = "", *, at: AsOf | None = None, **given: str) -> list[list[Any]]:
    """The rows of an annex and, last, its totals."""
    report = REGISTRY["landtagsanlage"]
    form = check_filter(report, {"anlage": annex, **given})
    made = edition(report, user, form, at=at or AsOf.today(), now=NOW)
    found = list(made)
    return [*found, [made.total(column) for column in made.columns]]


def rejected(staff: Staff, *, notified: bool = True) -> Grant:
    grant = GrantFactory.create(draft=True, state="in_review", applied_eur=Decimal("80000.00"))
    propose_rejection(grant, reason="Kein Landesinteresse", by=staff.officer, at=NOW)
    reject_application(grant, by=staff.approver, at=NOW)
    if notified:
        notify_rejection(grant, on=TODAY, by=staff.officer, at=NOW)
    return grant


def test_annexes_keep_to_program_and_year(staff: Staff, coordinator: User) -> None:
    staff.notified(BudgetLineFactory.create())
    rejected(staff)
    for annex in ("bewilligungen", "ablehnungen"):
        assert len(rows(coordinator, annex, jahr="2026")[:-1]) == 1
        assert rows(coordinator, annex, jahr="2025")[:-1] == []
        assert rows(coordinator, annex, programm="ozg-modellkommunen")[:-1] == []


def test_rows_are_numbered_and_name_what_may_be_published(staff: Staff, coordinator: User) -> None:
    line = BudgetLineFactory.create(money="900000.00")
    first, second = staff.notified(line), staff.notified(line)
    Grant.objects.filter(pk=second.pk).update(publishable=False)
    hidden = rejected(staff)
    Grant.objects.filter(pk=hidden.pk).update(publishable=False)
    named = "nicht zur Veröffentlichung freigegeben"
    approved = {tuple(row[:3]) for row in rows(coordinator, "bewilligungen")[:-1]}
    assert {number for number, _program, _title in approved} == {"1", "2"}
    assert {title for _number, _program, title in approved} == {first.title, named}
    (reject,) = rows(coordinator, "ablehnungen")[:-1]
    assert (reject[0], reject[2], reject[-1]) == ("1", named, "")
    Grant.objects.filter(pk=hidden.pk).update(publishable=True)
    (reject,) = rows(coordinator, "ablehnungen")[:-1]
    assert (reject[2], reject[-1]) == (hidden.title, "Kein Landesinteresse")
    assert [row[0] for row in rows(coordinator, "offene-antraege")[:-1]] == []


def test_every_application_is_in_one_annex(staff: Staff, coordinator: User) -> None:
    line = BudgetLineFactory.create(money="900000.00")
    staff.notified(line), staff.approved(line), staff.proposed(line)
    rejected(staff), rejected(staff, notified=False)
    GrantFactory.create(state="withdrawn")
    counted = [len(rows(coordinator, annex)) - 1 for annex in ("bewilligungen", "ablehnungen")]
    assert [*counted, rows(coordinator, "offene-antraege")[-1][3]] == [1, 1, 3]


def test_annex_is_the_same_for_coordinator_and_auditor(staff: Staff, coordinator: User) -> None:
    staff.notified(BudgetLineFactory.create())
    staff.approved(BudgetLineFactory.create())
    auditor = UserFactory.create(roles=[Role.AUDITOR])
    for annex in ("bewilligungen", "ablehnungen", "offene-antraege"):
        assert rows(coordinator, annex) == rows(auditor, annex)


def test_page_and_file_agree(staff: Staff, coordinator: User) -> None:
    staff.notified(BudgetLineFactory.create())
    client = signed_in(coordinator)
    page, file = page_rows(client, REPORT), file_rows(client, f"{REPORT}csv/")
    assert [row[:7] for row in page] == [row[:7] for row in file]
    assert page[-1][-1] == "100.000,00 €"


@pytest.mark.parametrize(
    ("role", "opens"),
    [(role, role in {Role.OFFICER, Role.APPROVER, Role.BUDGET_OFFICER, Role.AUDITOR,
        Role.COORDINATOR}) for role in Role],
)  # fmt: skip
def test_annex_opens_by_role(role: Role, opens: bool) -> None:
    user = UserFactory.create(roles=[role])
    assert may_run(REGISTRY["landtagsanlage"], user) is opens
    assert (rows(user, "offene-antraege")[:-1] == []) or opens


def test_cases_of_the_annex_are_nobodys_without_the_permission(staff: Staff) -> None:
    staff.notified(BudgetLineFactory.create())
    stranger = UserFactory.create(roles=[Role.ASSOCIATION])
    for annex in ("bewilligungen", "ablehnungen", "offene-antraege"):
        assert rows(stranger, annex)[:-1] == []
    assert Decision.objects.count() == 1
