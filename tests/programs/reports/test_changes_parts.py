"""Changes of a part of the state and by whom, against raw bookings; each role what it may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from core.as_of import AsOf
from core.reporting import REGISTRY
from programs.models import Grant, LedgerEntry, StateDay
from reports.making import edition, form_of
from services.models import OzgService, RolloutEvent
from tests.factories.accounts import NOW, RoleAssignmentFactory, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH, WESERTAL
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.reports.files import three_towns_live

pytestmark = pytest.mark.django_db
SINCE = TODAY - timedelta(days=1)
AMOUNTS = {"paid_eur": "payment", "repaid_eur": "repayment"}
QUARTER = Decimal("25000.00")
# Two in one district, one in another of the same government district, one in another again.
PLACES = (LAUTERBACH, ALSFELD, GIESSEN, WESERTAL)


def rows(user: User, **given: str) -> list[dict[str, Any]]:
    """The rows and, last, the totals."""
    report = REGISTRY["aenderungen"]
    form = form_of(report, user, {"seit": SINCE.isoformat(), **given})
    assert form.is_valid(), form.errors
    made = edition(report, user, form, at=AsOf(TODAY), now=NOW)
    keys = [column.key for column in made.columns]
    found = [dict(zip(keys, values, strict=True)) for values in made]
    return [*found, {column.key: made.total(column) for column in made.columns}]


def raw(kind: str, keep: Callable[[LedgerEntry], bool]) -> Decimal:
    entries = LedgerEntry.objects.filter(kind=kind, grant__isnull=False)
    between = [e.amount_eur for e in entries if SINCE < e.booked_on <= TODAY and keep(e)]
    return sum(between, Decimal(0))


def person(role: Role, area: str = "") -> User:
    user = UserFactory.create()
    RoleAssignmentFactory.create(user=user, role=role, area_ags=area)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def service() -> OzgService:
    found = OzgService.objects.order_by("pk").first()
    assert found is not None
    return found


@pytest.fixture
def cases(service: OzgService) -> tuple[Grant, Grant]:
    """Two cases across areas, paid in part and taken back in part; the first names a service."""
    staff = Staff.hire()
    shares = dict.fromkeys(PLACES, QUARTER)
    first = staff.final(BudgetLineFactory.create(), shares=shares)
    first.services.set([service])
    staff.paid(first, "40000.00")
    ended = staff.ended(fresh(first))
    staff.reclaimed(ended, "40000.00")
    second = staff.final(BudgetLineFactory.create(), shares=shares, lead_id=WESERTAL)
    staff.paid(second, "12345.67")
    return fresh(first), fresh(second)


def check(total: dict[str, Any], keep: Callable[[LedgerEntry], bool], what: Any) -> None:
    bound = total["approved_eur"] + total["changed_eur"]
    assert bound == raw("commitment", keep), what
    for key, kind in AMOUNTS.items():
        assert total[key] == raw(kind, keep), (what, key)


def test_each_part_is_the_sum_of_its_raw_bookings(
    cases: tuple[Grant, Grant], service: OzgService
) -> None:
    user = person(Role.AUDITOR)
    theme = service.theme_field_id
    parts: list[tuple[dict[str, str], Callable[[LedgerEntry], bool]]] = [
        ({}, lambda _e: True),
        *(
            ({"gebiet": area}, lambda e, area=area: (e.municipality_id or "").startswith(area))
            for area in ("065", "066", "06535", "06531")
        ),
        ({"kommune": ALSFELD}, lambda e: e.municipality_id == ALSFELD),
        ({"gebiet": "065", "kommune": WESERTAL}, lambda _e: False),
        ({"programm": "ikz"}, lambda e: e.line.program.code == "ikz"),
        ({"programm": "starke-heimat"}, lambda e: e.line.program.code == "starke-heimat"),
        ({"leistung": service.pk}, lambda e: e.grant_id == cases[0].pk),
        ({"themenfeld": theme}, lambda e: e.grant_id == cases[0].pk),
    ]
    for given, keep in parts:
        for how in ("", "wer"):
            check(rows(user, **given, gliederung=how)[-1], keep, (given, how))
    halves = [rows(user, gebiet=area)[-1] for area in ("065", "066", "064")]
    whole = rows(user)[-1]
    for key in ("approved_eur", "changed_eur", "paid_eur", "repaid_eur"):
        assert sum(half[key] for half in halves) == whole[key] != 0 or key == "repaid_eur"


def test_by_whom_names_lead_and_granting_authority(cases: tuple[Grant, Grant]) -> None:
    found = rows(person(Role.OFFICER), gliederung="wer")[:-1]
    assert [row["who"] for row in found] == [case.lead.full_name for case in cases]
    for row, case in zip(found, cases, strict=True):
        assert case.program.granting_authority is not None
        assert row["by"] == case.program.granting_authority.name
        check(row, lambda e, case=case: e.grant_id == case.pk, row)  # type: ignore[misc]


def test_roll_out_says_which_body_and_who_reported() -> None:
    three_towns_live()
    service = RolloutEvent.objects.all()[0].service
    user, seit = person(Role.AUDITOR), "2024-01-01"
    found = rows(user, gliederung="wer", seit=seit)
    bodies = {event.municipality.full_name for event in RolloutEvent.objects.all()}
    assert {row["who"] for row in found[:-1]} == bodies
    assert {row["by"] for row in found[:-1]} == {"Korrektur des Ministeriums"}
    for given, pairs in (
        ({}, 9),
        ({"gebiet": "06531"}, 9),
        ({"gebiet": "066"}, 0),
        ({"kommune": GIESSEN}, 3),
        ({"leistung": service.pk}, 3),
        ({"leistung": service.name, "kommune": GIESSEN}, 1),
        ({"programm": "ikz"}, 0),
    ):
        for how in ("", "wer"):
            assert rows(user, **given, gliederung=how, seit=seit)[-1]["went_live"] == pairs, (
                given,
                how,
            )
    theme = RolloutEvent.objects.filter(service__theme_field=service.theme_field).count()
    assert rows(user, themenfeld=service.theme_field_id, seit=seit)[-1]["went_live"] == theme


def test_withdrawn_application_counts_where_its_lead_or_a_partner_lies() -> None:
    shares = dict.fromkeys(PLACES, QUARTER)
    grant = GrantFactory.create(state="in_review", received_on=SINCE, shares=shares)
    StateDay.objects.create(grant=grant, state="withdrawn", since=TODAY)
    user = person(Role.OFFICER)
    counted = {
        area: rows(user, gebiet=area, gliederung="wer")[-1]["withdrawn"]
        for area in ("", "065", "066", "064")
    }
    assert counted == {"": 1, "065": 1, "066": 1, "064": 0}
    assert rows(user, gliederung="wer")[0]["who"] == grant.lead.full_name
    assert rows(user, kommune=WESERTAL)[-1]["withdrawn"] == 1
    assert rows(user, programm="starke-heimat")[-1]["withdrawn"] == 0


def test_others_get_of_a_part_what_was_told_and_neither_leads_nor_one_body() -> None:
    staff = Staff.hire()
    approved = staff.approved(BudgetLineFactory.create(), shares=dict.fromkeys(PLACES, QUARTER))
    told = staff.notified(BudgetLineFactory.create(), shares=dict.fromkeys(PLACES, QUARTER))
    both = raw("commitment", lambda _e: True)
    of_told = raw("commitment", lambda e: e.grant_id == told.pk)
    assert both == 2 * of_told > 0
    for role in (Role.COORDINATOR, Role.ASSOCIATION):
        user = person(role)
        assert rows(user)[-1]["approved_eur"] == both
        assert rows(user, gebiet="065")[-1]["approved_eur"] == 3 * QUARTER
        assert rows(user, kommune=ALSFELD)[-1]["approved_eur"] == 0
        assert {row["who"] for row in rows(user, gliederung="wer")[:-1]} == {""}
    Grant.objects.filter(pk=told.pk).update(embargo_until=TODAY)
    assert rows(person(Role.COORDINATOR), gebiet="065")[-1]["approved_eur"] == 0
    assert rows(person(Role.OFFICER), gebiet="065")[-1]["approved_eur"] == 6 * QUARTER
    assert approved.pk != told.pk


def test_role_of_an_area_gets_its_area_alone(cases: tuple[Grant, Grant]) -> None:
    three_towns_live()
    user = person(Role.ASSOCIATION, "06535")
    total = rows(user, seit="2024-01-01")[-1]
    assert total["approved_eur"] == 4 * QUARTER  # two partners of two cases
    assert total["paid_eur"] == raw("payment", lambda e: (e.municipality_id or "")[:5] == "06535")
    assert total["went_live"] == 0
    report = REGISTRY["aenderungen"]
    for given in ({"gebiet": "06"}, {"gebiet": "066"}, {"kommune": WESERTAL}):
        assert list(form_of(report, user, given).errors) == list(given)


def test_area_of_the_right_to_money_counts_where_progress_is_seen_everywhere() -> None:
    user = person(Role.ASSOCIATION, "06535")
    RoleAssignmentFactory.create(user=user, role=Role.GOVERNMENT_DISTRICT)
    both = User.objects.get(pk=user.pk)
    form = form_of(REGISTRY["aenderungen"], both, {})
    assert form.is_valid()
    assert form.cleaned_data["gebiet"] == "06535"
    assert list(form_of(REGISTRY["aenderungen"], both, {"gebiet": "06"}).errors) == ["gebiet"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("gibtesnicht", "keine Leistung „gibtesnicht“"), ("a", "Wählen Sie eine davon")],
)
def test_service_that_is_not_one_is_refused_with_what_it_may_be(typed: str, words: str) -> None:
    form = form_of(REGISTRY["aenderungen"], person(Role.AUDITOR), {"leistung": typed})
    assert words in " ".join(map(str, form.errors["leistung"]))
