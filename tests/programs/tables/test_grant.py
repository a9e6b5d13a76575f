"""How the tables of programs and grants write what they show; unknown is never 0.

No database: rows are made in memory.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.formats import format_eur
from programs.choices import GrantState
from programs.models import Grant
from programs.tables.grant import (
    CaseListTable,
    CooperationTable,
    GrantTable,
    ProgramTable,
    YearTable,
)

pytestmark = pytest.mark.usefixtures("untranslated")
EURO = Decimal("1234.50")


def case(state: GrantState = GrantState.FINAL, **amounts: Decimal | None) -> Any:
    """A case with the amounts that a list reads beside it; what is not named is not booked."""
    found: Any = Grant(pk=7, state=state, file_reference="IV 3 - 7", title="Standesamt")
    named = {"bound_eur": None, "committed_eur": None, "paid_eur": None}
    for name, value in (named | amounts).items():
        setattr(found, name, value)
    return found


def year(**fields: Any) -> dict[str, Any]:
    amounts = (
        *("appropriated_eur", "carried_over_eur", "blocked_eur", "available_eur"),
        *("committed_eur", "paid_eur", "open_eur", "free_eur"),
    )
    rates = dict.fromkeys(("committed_rate", "paid_rate"))
    return {**dict.fromkeys(amounts, EURO), **rates, "fiscal_year": 2026, **fields}


def cells(table: Any, name: str) -> list[str]:
    return [str(row.get_cell(name)) for row in table.rows]


def foot(table: Any, name: str) -> str:
    return str(table.columns[name].footer)


def test_before_its_approval_nothing_is_committed_or_paid_and_a_dash_says_so() -> None:
    table = GrantTable([])
    assert table.render_committed_eur(case()) == "–"
    assert table.render_paid_eur(case()) == "–"


def test_once_money_is_bound_what_is_not_paid_is_nothing_and_no_dash() -> None:
    table, bound = GrantTable([]), case(bound_eur=EURO, committed_eur=EURO)
    assert table.render_committed_eur(bound) == format_eur(EURO)
    assert table.render_paid_eur(bound) == format_eur(Decimal(0))
    released = case(bound_eur=EURO, committed_eur=Decimal(0), paid_eur=Decimal("0.01"))
    assert table.render_committed_eur(released) == format_eur(Decimal(0))
    assert table.render_paid_eur(released) == format_eur(Decimal("0.01"))


@pytest.mark.parametrize(
    ("amount", "said"), [(None, "–"), (Decimal(0), "0,00\u00a0€"), (EURO, "1.234,50\u00a0€")]
)
def test_what_nobody_applied_for_is_a_dash(amount: Decimal | None, said: str) -> None:
    assert GrantTable([]).render_applied_eur(amount) == said


def test_a_published_amount_is_unknown_only_on_a_case_that_was_published() -> None:
    table = GrantTable([])
    recorded, own = case(GrantState.RECORDED), case(GrantState.DRAFT)
    assert table.render_published_eur(None, recorded) == "unknown"
    assert table.render_published_eur(EURO, recorded) == format_eur(EURO)
    assert table.render_published_eur(None, own) == "–"
    assert table.render_published_eur(EURO, own) == "–"


@pytest.mark.parametrize(("count", "said"), [(None, "–"), (0, "0"), (4, "4"), (1200, "1.200")])
def test_participations_nobody_counted_are_a_dash(count: int | None, said: str) -> None:
    assert GrantTable([]).render_participations(count) == said


@pytest.mark.parametrize("state", GrantState)
def test_a_state_is_told_by_its_name(state: GrantState) -> None:
    assert GrantTable([]).render_state(state.value) == str(state.label)


def test_a_year_leads_to_its_cases_only_where_one_may_see_cases() -> None:
    plain = YearTable([year()])
    assert cells(plain, "fiscal_year") == ["2026"]
    linked = YearTable([year()], cases_url="/zuwendungen/?programm=ikz")
    (cell,) = cells(linked, "fiscal_year")
    assert cell == '<a href="/zuwendungen/?programm=ikz&amp;haushaltsjahr=2026">2026</a>'


def test_the_address_of_the_cases_is_escaped() -> None:
    (cell,) = cells(YearTable([year()], cases_url='/z/?a="><b>'), "fiscal_year")
    assert "<b>" not in cell


def test_a_sum_below_is_of_all_years_and_an_unknown_one_is_left_out() -> None:
    table = YearTable([year(), year(fiscal_year=2027, paid_eur=None), year(fiscal_year=2028)])
    assert foot(table, "available_eur") == format_eur(3 * EURO)
    assert foot(table, "paid_eur") == format_eur(2 * EURO)
    assert foot(table, "fiscal_year") == "Total"
    assert cells(table, "paid_eur") == [format_eur(EURO), "unknown", format_eur(EURO)]


def test_share_below_is_that_of_the_sums_and_unknown_ones_are_a_dash() -> None:
    table = YearTable([year(committed_rate=Decimal("0.8")), year()])
    assert cells(table, "committed_rate") == ["80,0\u00a0%", "–"]
    assert foot(table, "committed_rate") == "100,0\u00a0%"  # all that is available, twice


def test_years_begin_with_the_year_and_are_not_sorted_by_a_click() -> None:
    table = YearTable([year()])
    assert table.columns.names()[0] == "fiscal_year"
    assert [name for name in table.columns.names() if table.columns[name].orderable] == []


def test_a_cooperation_has_a_mean_but_no_sum_of_means() -> None:
    row = {
        "year": 2025,
        "cooperations": 2,
        "participations": 7,
        "bodies": 6,
        "cross_district": 0,
        "approved_eur": EURO,
        "mean_eur": None,
    }
    table = CooperationTable([row, row | {"year": 2026, "mean_eur": EURO}])
    assert cells(table, "year") == ["2025", "2026"]
    linked = CooperationTable([row], cases_url="/zuwendungen/?programm=ikz")
    assert cells(linked, "year") == ['<a href="/zuwendungen/?programm=ikz&amp;jahr=2025">2025</a>']
    assert cells(table, "mean_eur") == ["unknown", format_eur(EURO)]
    assert foot(table, "approved_eur") == format_eur(2 * EURO)
    assert [foot(table, name) for name in ("mean_eur", "bodies", "participations")] == ["", "", ""]


def test_programs_without_a_budget_add_nothing_to_the_sum_of_all() -> None:
    class _Program:
        name = "IKZ"

        def get_absolute_url(self) -> str:
            return "/foerderprogramme/ikz/"

        def get_grant_kind_display(self) -> str:
            return "grant"

    class _Budget:
        available_eur = committed_eur = paid_eur = free_eur = EURO

    rows = [{"program": _Program(), "budget": made} for made in (_Budget(), None, _Budget())]
    table = ProgramTable(rows)
    assert cells(table, "available_eur") == [format_eur(EURO), "unknown", format_eur(EURO)]
    assert foot(table, "available_eur") == format_eur(2 * EURO)
    assert foot(table, "name") == "Total"
    assert 'href="/foerderprogramme/ikz/"' in cells(table, "name")[0]


def test_the_list_of_all_cases_names_the_program_third() -> None:
    table = CaseListTable([])
    assert table.columns.names()[:3] == ["file_reference", "title", "program"]
    assert "program" not in GrantTable([]).columns.names()
