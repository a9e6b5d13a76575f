"""How the tables of one program write years, categories, services and support in kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.formats import format_eur
from core.tables.page import PageTable
from programs.choices import CostCategory, Outcome
from programs.queries.effect.grants import FundedPair
from programs.tables.program import (
    CentralYearTable,
    EfaYearTable,
    FundedPairTable,
    NotionalTable,
    ReceivedTable,
)
from tests.programs.tables.test_grant import EURO, cells, foot

pytestmark = pytest.mark.usefixtures("untranslated")
FUNDED, LIVE = date(2025, 3, 1), date(2026, 4, 30)


def pair(**changed: Any) -> FundedPair:
    told: dict[str, Any] = {
        "grant": 7,
        "file_reference": "IV 3 - 7",
        "title": "Standesamt",
        "program": "ikz",
        "ags": "06535011",
        "body": "Lauterbach",
        "share_eur": EURO,
        "service": "10001",
        "service_name": "Geburtsurkunde",
        "funded_on": FUNDED,
        "ended_on": None,
        "live_since": LIVE,
        "is_live": True,
        "last_step": LIVE,
    }
    return FundedPair(**(told | changed))


def costs(
    year: int, by_category: dict[CostCategory, Decimal] | None = None, *, promised: bool = True
) -> dict[str, Any]:
    amounts = dict.fromkeys(("ceiling_eur", "booked_eur", "free_eur"), EURO)
    return {**amounts, "year": year, "is_promised": promised, "by_category": by_category or {}}


def test_costs_stand_under_their_category_and_the_others_bore_nothing() -> None:
    spent = {**dict.fromkeys(CostCategory, Decimal(0)), CostCategory.PLATFORM: EURO}
    table = EfaYearTable([costs(2025, spent), costs(2026, spent)])
    shown = {category: cells(table, category.name.lower())[0] for category in CostCategory}
    others = dict.fromkeys(set(CostCategory) - {CostCategory.PLATFORM}, format_eur(Decimal(0)))
    assert shown == {CostCategory.PLATFORM: format_eur(EURO), **others}
    assert foot(table, "platform") == format_eur(2 * EURO)
    assert foot(table, "direct") == format_eur(Decimal(0))
    for column in ("ceiling_eur", "booked_eur", "free_eur"):
        assert foot(table, column) == format_eur(2 * EURO)


def test_every_category_of_costs_has_its_column() -> None:
    columns = set(EfaYearTable([]).columns.names())
    assert {category.name.lower() for category in CostCategory} <= columns


def test_a_year_without_a_promise_says_so() -> None:
    table = EfaYearTable([costs(2025), costs(2026, promised=False)])
    assert cells(table, "is_promised") == ["Funding promised", "no funding promise"]


@pytest.mark.parametrize("table", [EfaYearTable, CentralYearTable, NotionalTable])
def test_a_year_is_never_written_with_a_dot(table: Any) -> None:
    assert table([]).render_year(2026) == "2026"
    assert str(table([]).columns["year"].footer) == "Total"


def test_central_payments_are_counted_and_summed() -> None:
    rows = [{"year": year, "payments": 1200, "paid_eur": EURO} for year in (2025, 2026)]
    table = CentralYearTable(rows)
    assert cells(table, "payments") == ["1.200", "1.200"]
    assert (foot(table, "paid_eur"), foot(table, "payments")) == (format_eur(2 * EURO), "")


def test_what_a_case_pays_for_bears_the_keys_that_tell_two_apart() -> None:
    table = FundedPairTable([pair()])
    (body,) = cells(table, "body")
    assert body == '<a href="/kommunen/06535011/">Lauterbach (06535011)</a>'
    (service,) = cells(table, "service_name")
    assert service == '<a href="/leistungen/10001/">Geburtsurkunde (10001)</a>'


@pytest.mark.parametrize(
    ("changed", "outcome", "since"),
    [
        ({}, Outcome.WENT_LIVE, "30.04.2026"),
        ({"live_since": FUNDED}, Outcome.WENT_LIVE, "01.03.2025"),
        ({"live_since": date(2025, 2, 28)}, Outcome.LIVE_BEFORE, "28.02.2025"),
        ({"funded_on": None}, Outcome.LIVE_BEFORE, "30.04.2026"),
        ({"is_live": False}, Outcome.OFF_AGAIN, "30.04.2026"),
        ({"live_since": None, "is_live": False}, Outcome.NOT_LIVE, "–"),
    ],
)
def test_a_service_is_shown_as_it_stands_on_the_day_and_since_when(
    changed: dict[str, Any], outcome: Outcome, since: str
) -> None:
    table = FundedPairTable([pair(**changed)])
    assert cells(table, "outcome") == [str(outcome.label)]
    assert cells(table, "live_since") == [since]


def test_support_in_kind_is_dated_in_german() -> None:
    assert ReceivedTable([]).render_last_on(date(2026, 1, 2)) == "02.01.2026"


@pytest.mark.parametrize(
    "kind", [CentralYearTable, EfaYearTable, FundedPairTable, NotionalTable, ReceivedTable]
)
def test_years_and_pairs_stand_in_the_order_they_are_given(kind: type[PageTable]) -> None:
    table = kind([])
    assert [name for name in table.columns.names() if table.columns[name].orderable] == []
