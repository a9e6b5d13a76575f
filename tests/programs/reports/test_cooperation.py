"""The report on cooperations: three counts by year that do not follow from one another."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.queries import Viewer
from core import rollups
from core.as_of import AsOf
from core.money import round_eur
from core.reporting import REGISTRY
from programs.models import BudgetLine, Decision, Grant, LedgerEntry
from programs.rollups import BUDGET
from reports.making import check_filter, edition
from reports.reader import EveryRow
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import Staff
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import BudgetLineFactory
from tests.reports.test_pages import file_rows, page_rows

pytestmark = pytest.mark.django_db
REPORT = "/berichte/kooperationen/"
MARBURG = "06534014"


def reader(role: Role = Role.AUDITOR) -> Client:
    client = Client()
    client.force_login(UserFactory.create(roles=[role]))
    return client


@pytest.fixture
def cooperations() -> None:
    """Twice the same four partners of one district, and three of which one is of another."""
    staff = Staff.hire()
    line = BudgetLineFactory.create(money="300000.00")
    for _ in range(2):
        staff.approved(line)
    across = dict.fromkeys((LAUTERBACH, ALSFELD, MARBURG), Decimal("25000.00"))
    staff.approved(shares=across, tranches={line: Decimal("75000.00")})
    staff.proposed(line)  # not approved: no cooperation yet
    rollups.rebuild(BUDGET, at=NOW.date(), now=NOW)


@pytest.mark.usefixtures("cooperations")
def test_cooperation_page_has_the_figures_and_the_rule_of_its_file() -> None:
    client = reader()
    page, file = page_rows(client, REPORT), file_rows(client, f"{REPORT}csv/")
    assert [row[1:6] for row in page[1:2]] == [row[1:6] for row in file[1:2]]
    assert "Jahr ihres ersten Bescheids" in client.get(REPORT).content.decode()


def test_report_of_cooperations_is_closed_to_municipalities() -> None:
    assert reader(Role.MUNICIPALITY_EDITOR).get(REPORT).status_code == 403
    assert Client().get(REPORT).status_code == 302


def test_program_without_cases_has_no_row() -> None:
    query = "?programm=ozg-modellkommunen"
    assert reader().get(f"{REPORT}{query}").status_code == 200
    assert [row[2:5] for row in file_rows(reader(), f"{REPORT}csv/{query}")[1:]] == [["0", "0", ""]]


@pytest.mark.usefixtures("cooperations")
def test_column_of_zeros_adds_up_to_zero_euros() -> None:
    header, *_rows, total = page_rows(reader(), "/berichte/mittel/")
    assert total[header.index("Gesperrt")] == "0,00 €"
    assert total[header.index("Gebunden")] == "275.000,00 €"


def rated(staff: Staff, line: BudgetLine, day: date, area: str, planned: str | None) -> Grant:
    """A cooperation approved on the day that cost 400,000 euros a year before."""
    grant = staff.at(day).approved(line, received_on=day)
    costs = {"baseline_eur": Decimal("400000.00"), "planned_eur": planned and Decimal(planned)}
    Grant.objects.filter(pk=grant.pk).update(subject_area=area, **costs)
    return grant


def told(
    at: date, user: Viewer | None = None, **given: str
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of the report of the day for a person, without one of all cases; and its totals."""
    report = REGISTRY["kooperationen"]
    made = edition(report, user or EveryRow(), check_filter(report, given), at=AsOf(at), now=NOW)
    keys = [column.key for column in made.columns]
    found = [dict(zip(keys, values, strict=True)) for values in made]
    return found, {column.key: made.total(column) for column in made.columns}


def decided_by(day: date) -> list[dict[str, Any]]:
    """The first decisions by the day, each with the bodies and the euros of its raw bookings."""
    found = []
    for decision in Decision.objects.filter(kind="initial", approved_at__isnull=False):
        entries = [
            entry
            for entry in LedgerEntry.objects.filter(decision=decision, kind="commitment")
            if entry.booked_on <= day
        ]
        if entries:
            found.append(
                {
                    "year": str(entries[0].booked_on.year),
                    "area": decision.grant.subject_area,
                    "bodies": {entry.municipality_id for entry in entries},
                    "eur": sum(entry.amount_eur for entry in entries),
                    "before": decision.grant.baseline_eur,
                    "after": decision.grant.planned_eur,
                }
            )
    return found


def sums_of(cases: list[dict[str, Any]]) -> dict[str, Any]:
    with_costs = [case for case in cases if case["before"] and case["after"] is not None]
    before = sum((case["before"] for case in with_costs), Decimal(0))
    saved = before - sum((case["after"] for case in with_costs), Decimal(0))
    eur = sum((case["eur"] for case in cases), Decimal(0))
    return {
        "cooperations": len(cases),
        "participations": sum(len(case["bodies"]) for case in cases),
        "bodies": len(set().union(*(case["bodies"] for case in cases))),
        "approved_eur": eur,
        "mean_eur": round_eur(eur / len(cases)),
        "rated": len(with_costs),
        "baseline_eur": before,
        "saving_eur": saved,
        "saving_rate": saved / before if before else None,
    }


def test_columns_are_the_sums_of_raw_rows_on_three_days(staff: Staff) -> None:
    """By year with what came together until its end, and by task area."""
    old = BudgetLineFactory.create(fiscal_year=2025, money="900000.00")
    new = BudgetLineFactory.create(money="900000.00")
    rated(staff, old, date(2025, 6, 2), "Finanzen", "300000.00")
    rated(staff, new, date(2026, 3, 2), "Finanzen", "350000.00")
    rated(staff, new, date(2026, 3, 3), "Bauhof", None)
    across = staff.approved(
        shares=dict.fromkeys((LAUTERBACH, ALSFELD, MARBURG), Decimal("25000.00")),
        tranches={new: Decimal("75000.00")},
    )
    Grant.objects.filter(pk=across.pk).update(baseline_eur=0)
    for day in (date(2025, 12, 31), date(2026, 3, 2), NOW.date()):
        cases = decided_by(day)
        years, total = told(day)
        assert [row["year"] for row in years] == sorted({c["year"] for c in cases}, reverse=True)
        for row in years:
            own = sums_of([case for case in cases if case["year"] == row["year"]])
            assert {name: row[name] for name in own} == own, (day, row["year"])
            until = sums_of([case for case in cases if case["year"] <= row["year"]])
            for name in ("cooperations", "participations", "bodies", "approved_eur"):
                assert row[f"all_{name}"] == until[name], (day, row["year"])
        everything = sums_of(cases)
        for name in ("cooperations", "approved_eur", "mean_eur", "saving_eur", "saving_rate"):
            assert total[name] == everything[name], (day, name)
        areas, _total = told(day, gliederung="subject_area")
        assert [row["subject_area"] for row in areas] == sorted({case["area"] for case in cases})
        for row in areas:
            own = sums_of([case for case in cases if case["area"] == row["subject_area"]])
            assert {name: row[name] for name in own} == own, (day, row["subject_area"])
    assert {case["area"] for case in cases} == {"", "Bauhof", "Finanzen"}
    assert years[0]["all_bodies"] < sum(row["bodies"] for row in years)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ASSOCIATION])
def test_who_does_not_see_every_case_counts_what_was_told(staff: Staff, role: Role) -> None:
    """Approved, notified, under embargo: bodies and task areas of the second alone are counted."""
    line = BudgetLineFactory.create(money="900000.00")
    staff.approved(line, subject_area="Bauhof")
    known = staff.notified(line, subject_area="Finanzen")
    secret = staff.notified(line, subject_area="Archiv")
    Grant.objects.filter(pk=secret.pk).update(embargo_until=NOW.date())
    user, auditor = (UserFactory.create(roles=[each]) for each in (role, Role.AUDITOR))
    for given in ({}, {"gliederung": "subject_area"}):
        _rows, total = told(NOW.date(), user, **given)
        assert (total["cooperations"], total["participations"]) == (1, 4)
        assert told(NOW.date(), auditor, **given)[1]["cooperations"] == 3
    (area,), _total = told(NOW.date(), user, gliederung="subject_area")
    assert area["subject_area"] == known.subject_area
    Grant.objects.filter(pk=secret.pk).update(embargo_until=NOW.date() - timedelta(days=1))
    assert told(NOW.date(), user)[1]["cooperations"] == 2
    notified = Decision.objects.get(grant=known).notified_on
    assert notified is not None
    assert told(notified - timedelta(days=1), user)[1]["cooperations"] == 0


@pytest.mark.parametrize(
    ("role", "bodies"), [(Role.AUDITOR, "4"), (Role.ASSOCIATION, ""), (Role.COORDINATOR, "")]
)
def test_page_of_a_program_counts_what_was_told(staff: Staff, role: Role, bodies: str) -> None:
    staff.approved(BudgetLineFactory.create(money="900000.00"))
    page = reader(role).get("/foerderprogramme/ikz/")
    assert "".join(str(row.bodies) for row in page.context["statistics"].data.data) == bodies
