"""Money reports: every column against its own sum of the raw bookings, today and on a past day."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.choices import Role
from core import rollups
from core.as_of import AsOf
from core.reporting import REGISTRY
from programs.choices import EntryKind as K
from programs.choices import FinancingType, GrantState, Qualifier
from programs.models import Grant
from programs.rollups import BUDGET
from tests.factories.accounts import NOW, UserFactory
from tests.factories.municipalities import ALSFELD, LAUTERBACH, SCHLITZ
from tests.factories.programs import GrantFactory
from tests.portal.cases import decided
from tests.programs.desk import ikz_line, signed_in
from tests.programs.reports.ledger import (
    OF_CASES,
    OUTFLOW,
    SPRING,
    SUMMER,
    Books,
    Raw,
    Sum,
    raw,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
MAY = date(2026, 5, 1)

RATES = {
    "committed_rate": ("committed_eur", "available_eur"),
    "paid_rate": ("paid_eur", "appropriated_eur"),
}
# Amounts of a case that no booking says.
BESIDE_THE_LEDGER = {"applied_eur", "eligible_eur", "published_eur"}


def kept() -> None:
    """The figures of today, as the nightly run makes them."""
    rollups.rebuild(BUDGET, at=TODAY, now=NOW)


def file_of(name: str, query: str = "") -> dict[str, Any]:
    """The report as JSON, as an auditor downloads it."""
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    response = client.get(f"/berichte/{name}/json/{query}")
    assert response.status_code == 200
    found: dict[str, Any] = json.loads(b"".join(response.streaming_content))  # type: ignore[attr-defined]  # a stream
    return found


def euros(sums: dict[str, Sum], rows: list[Raw]) -> dict[str, Decimal]:
    return {name: add_up(rows) for name, add_up in sums.items()}


@pytest.mark.parametrize(("day", "query"), [(TODAY, ""), (MAY, "&stand=2026-05-01")])
def test_outflow_of_a_program_is_the_sum_of_its_bookings(day: date, query: str) -> None:
    books = Books()
    Books("Andere")
    kept()
    found = file_of("mittel", f"?programm={books.program.code}{query}")
    want = euros(OUTFLOW, raw(books, day))
    (row,) = found["rows"]
    assert {name: Decimal(row[name]) for name in OUTFLOW} == want
    assert (row["program_name"], row["fiscal_year"]) == ("Probe", "2026")
    assert {name: Decimal(found["totals"][name]) for name in OUTFLOW} == want
    for name, (part, whole) in RATES.items():
        assert Decimal(row[name]) == want[part] / want[whole]
        assert Decimal(found["totals"][name]) == want[part] / want[whole]


def test_totals_of_several_programs_are_the_sums_of_all_bookings() -> None:
    first, second = Books(), Books("Andere")
    second.book(second.line, K.APPROPRIATION, "100000.00", SUMMER)
    kept()
    found = file_of("mittel")
    names = [row["program_name"] for row in found["rows"]]
    assert {"Probe", "Andere"} <= set(names)
    both = euros(OUTFLOW, raw(first, TODAY) + raw(second, TODAY))
    others = [row for row in found["rows"] if row["program_name"] not in ("Probe", "Andere")]
    for name, amount in both.items():
        beside = sum(Decimal(row[name]) for row in others)
        assert Decimal(found["totals"][name]) == amount + beside, name
    committed, available = (
        Decimal(found["totals"][name]) for name in ("committed_eur", "available_eur")
    )
    assert Decimal(found["totals"]["committed_rate"]) == committed / available


@pytest.mark.parametrize(("year", "rows"), [("2026", 1), ("2025", 0)])
def test_outflow_keeps_to_the_chosen_year(year: str, rows: int) -> None:
    books = Books()
    kept()
    assert len(file_of("mittel", f"?programm={books.program.code}&jahr={year}")["rows"]) == rows


@pytest.mark.parametrize(
    ("day", "query"), [(TODAY, ""), (SPRING, "&stand=2026-04-01"), (SUMMER, "&stand=2026-07-01")]
)
def test_list_of_grants_shows_what_is_booked_on_each_case(day: date, query: str) -> None:
    books = Books()
    found = file_of("zuwendungen", f"?programm={books.program.code}{query}")
    rows = raw(books, day)
    known = {case.file_reference: case for case in books.cases}
    assert [row["file_reference"] for row in found["rows"]] == ["Probe 0", "Probe 1"]
    for row in found["rows"]:
        case = known[row["file_reference"]]
        own = [entry for entry in rows if entry["grant_id"] == case.pk]
        shown = {name: Decimal(row[name] or 0) for name in OF_CASES}
        assert shown == euros(OF_CASES, own), case
        assert Decimal(row["applied_eur"]) == case.applied_eur
        assert row["published_eur"] is None
    all_cases = euros(OF_CASES, [entry for entry in rows if entry["grant_id"]])
    assert {name: Decimal(found["totals"][name]) for name in OF_CASES} == all_cases
    assert not BESIDE_THE_LEDGER & set(found["totals"])


def test_list_of_grants_says_who_what_and_where() -> None:
    books = Books()
    Grant.objects.filter(pk=books.cases[0].pk).update(
        purpose="Ein Amt.\nZwei Orte.",
        period_start=date(2026, 2, 1),
        financing_type=FinancingType.SHARE,
        eligible_eur=Decimal("200000.50"),
        funding_rate=Decimal("0.8050"),
    )
    first = file_of("zuwendungen", f"?programm={books.program.code}")["rows"][0]
    period_end = books.cases[0].period_end
    texts = (
        *("program", "title", "purpose", "lead", "ags", "kind", "district", "government_district"),
        *("participations", "state", "decided_on", "period_start", "period_end"),
        *("financing_type", "eligible_eur", "funding_rate"),
    )
    assert {name: first[name] for name in texts} == {
        "program": "Probe",
        "title": "Vorhaben 0",
        "purpose": "Ein Amt.\nZwei Orte.",
        "lead": "Lauterbach (Hessen)",
        "ags": LAUTERBACH,
        "kind": "Stadt",
        "district": "Vogelsbergkreis",
        "government_district": "Regierungsbezirk Gießen",
        "participations": 1,
        "state": "In Auszahlung",
        "decided_on": None,
        "period_start": "2026-02-01",
        "financing_type": "Anteilfinanzierung",
        "eligible_eur": "200000.50",
        "funding_rate": "0.8050",
        "period_end": period_end and period_end.isoformat(),
    }


def test_list_of_grants_names_the_day_of_the_first_decision_from_that_day_on() -> None:
    decided(ikz_line("250000.00"))
    assert [row["decided_on"] for row in file_of("zuwendungen")["rows"]] == ["2026-11-23"]
    before = file_of("zuwendungen", "?stand=2026-11-22")["rows"]
    assert {row["decided_on"] for row in before} <= {None}


def test_published_amount_stands_in_its_own_column_and_in_no_sum() -> None:
    books = Books()
    GrantFactory.create(
        program=books.program,
        file_reference="Probe 9",
        state=GrantState.RECORDED,
        published_eur=Decimal("12345.67"),
        published_year=2024,
        published_qualifier="around",
    )
    found = file_of("zuwendungen", f"?programm={books.program.code}")
    first, *_others, row = found["rows"]
    published = (row["published_eur"], row["published_qualifier"])
    assert (row["file_reference"], *published) == ("Probe 9", "12345.67", "rund")
    assert first["published_qualifier"] == ""
    said = next(c["meaning"] for c in found["columns"] if c["key"] == "published_qualifier")
    assert all(str(qualifier.label) in said for qualifier in Qualifier)
    assert [row[name] for name in OF_CASES] == [None] * len(OF_CASES)
    want = euros(OF_CASES, [entry for entry in raw(books, TODAY) if entry["grant_id"]])
    assert {name: Decimal(found["totals"][name]) for name in OF_CASES} == want


def seen_by(user: Any) -> list[str]:
    """The cases that the list of grants shows to a person, whatever door they came through."""
    rows = REGISTRY["zuwendungen"].rows(user, {"programm": None, "jahr": None}, AsOf.today())
    seen = [str(row["file_reference"]) for row in rows]
    return [name for name in seen if name.startswith("Probe")]


@pytest.mark.parametrize(
    ("roles", "bodies", "seen"),
    [
        ([Role.AUDITOR], [], ["Probe 0", "Probe 1"]),
        ([Role.OFFICER], [], ["Probe 0", "Probe 1"]),
        ([Role.MUNICIPALITY_EDITOR], [LAUTERBACH], ["Probe 0"]),
        ([Role.MUNICIPALITY_VIEWER], [ALSFELD], ["Probe 1"]),
        ([Role.MUNICIPALITY_VIEWER], [SCHLITZ], []),
        ([Role.COORDINATOR], [], []),
        ([], [], []),
    ],
)
def test_list_of_grants_shows_nobody_a_foreign_case(
    roles: list[Role], bodies: list[str], seen: list[str]
) -> None:
    Books()
    assert seen_by(UserFactory.create(roles=roles, of=bodies)) == seen


def test_list_of_grants_shows_strangers_nothing() -> None:
    Books()
    assert seen_by(AnonymousUser()) == []
