"""Programs, directives, envelopes and published figures."""

from __future__ import annotations

import itertools
from decimal import Decimal

from programs.choices import FinancingType, Qualifier
from tests.reference.tables import column, parts, rows

MARKS = {"V", "G", "C", "S"}


def _amounts() -> dict[str, Decimal]:
    return {row["code"]: Decimal(row["amount_eur"]) for row in rows("programs/envelopes")}


def _parts_of(whole: str) -> list[str]:
    return [row["part"] for row in rows("programs/envelope_parts") if row["whole"] == whole]


def test_parts_of_starke_heimat_are_its_hundred_million() -> None:
    amounts = _amounts()
    assert sum(amounts[part] for part in _parts_of("starke-heimat")) == amounts["starke-heimat"]
    assert amounts["starke-heimat"] == 100_000_000


def test_agreement_is_factories_and_the_civento_money_of_starke_heimat() -> None:
    amounts = _amounts()
    assert sorted(_parts_of("umsetzungsvereinbarung")) == ["civento", "digitalisierungsfabriken"]
    assert amounts["umsetzungsvereinbarung"] == 17_000_000 + 20_000_000
    assert "civento" in _parts_of("starke-heimat")


def test_part_is_never_more_than_its_whole() -> None:
    amounts = _amounts()
    for whole in set(column("programs/envelope_parts", "whole")):
        assert sum(amounts[part] for part in _parts_of(whole)) <= amounts[whole]


def test_no_envelope_contains_itself() -> None:
    def below(whole: str) -> set[str]:
        return {deep for part in _parts_of(whole) for deep in {part} | below(part)}

    assert [code for code in _amounts() if code in below(code)] == []


def test_efa_ceiling_is_the_same_for_both_years() -> None:
    ceilings = [
        row for row in rows("programs/envelopes") if row["code"] in _parts_of("efa-betriebskosten")
    ]
    assert [(row["qualifier"], row["amount_eur"]) for row in ceilings] == [("up_to", "3900000")] * 2


def test_marks_and_qualifiers_are_known() -> None:
    tables = ("authorities", "base_rates", "directives", "envelope_parts", "envelopes", "programs")
    assert {mark for name in tables for mark in column(f"programs/{name}", "mark")} <= MARKS
    for name in ("envelopes", "published_figures", "published_grants"):
        assert set(column(f"programs/{name}", "qualifier")) <= set(Qualifier.values)


def test_directives_of_a_program_follow_each_other() -> None:
    table = rows("programs/directives")
    for program in set(column("programs/directives", "program")):
        spans = sorted((r["valid_from"], r["valid_to"]) for r in table if r["program"] == program)
        assert all(start <= end for start, end in spans)
        assert all(end < start for (_, end), (start, _) in itertools.pairwise(spans))


def test_directive_flags_only_values_it_has_as_general_knowledge() -> None:
    for row in rows("programs/directives"):
        assert [name for name in parts(row["general_knowledge"]) if not row[name]] == []
        assert set(parts(row["financing_types"])) <= set(FinancingType.values)


def test_ikz_directive_of_2020_gives_four_partners_one_hundred_thousand() -> None:
    (directive,) = [
        row
        for row in rows("programs/directives")
        if row["program"] == "ikz" and row["valid_from"] <= "2020-07-01" <= row["valid_to"]
    ]
    assert 4 * Decimal(directive["per_partner_eur"]) == 100_000
    assert (directive["min_partners"], directive["exceptional_partners"]) == ("3", "2")


def test_base_rates_change_in_january_or_july() -> None:
    days = column("programs/base_rates", "valid_from")
    assert days == sorted(days)
    assert {day[5:] for day in days} <= {"01-01", "07-01"}


def test_grant_without_published_amount_is_a_case_and_not_a_zero() -> None:
    table = rows("programs/published_grants")
    unknown = [row for row in table if row["qualifier"] == "unknown"]
    assert [row["amount_eur"] for row in unknown] == [""] * 14
    assert all(int(row["amount_eur"]) > 0 for row in table if row["qualifier"] == "exact")


def test_published_grants_add_up_per_program() -> None:
    sums: dict[str, int] = {}
    for row in rows("programs/published_grants"):
        sums[row["program"]] = sums.get(row["program"], 0) + int(row["amount_eur"] or 0)
    assert sums == {
        "ikz": 775_000,
        "ozg-modellkommunen": 217_000,
        "starke-heimat-phase-1": 254_583,
    }
    assert sums["ozg-modellkommunen"] <= _amounts()["ozg-modellkommunen"]


def test_published_grant_names_a_partner_once() -> None:
    for row in rows("programs/published_grants"):
        bodies = [row["lead_ags"], *parts(row["partner_ags"])]
        assert len(set(bodies)) == len(bodies)


def test_published_figures_of_the_mission_are_carried_over() -> None:
    figures = {
        row["key"]: (row["value"], row["qualifier"]) for row in rows("programs/published_figures")
    }
    expected = {
        "ikz-total": ("350", "exact"),
        "ikz-participations": ("1664", "exact"),
        "ikz-2018": ("45", "exact"),
        "ikz-2018-amount": ("3000000", "more_than"),
        "ikz-2019": ("43", "exact"),
        "ikz-2019-amount": ("2600000", "more_than"),
        "ikz-2020h1": ("25", "exact"),
        "ikz-2020h1-amount": ("1400000", "almost"),
        "ozg-online-2022": ("139", "exact"),
        "ozg-target-2022": ("314", "exact"),
    }
    assert {key: figures[key] for key in expected} == expected


def test_published_figure_says_what_it_counts_and_where_it_stands() -> None:
    for row in rows("programs/published_figures"):
        assert row["basis"]
        assert row["counting_rule"]
        assert row["source"]
        assert row["region"]
        assert bool(row["value"]) == (row["qualifier"] != "unknown")


def test_limits_that_a_source_names_are_checked_and_not_only_told() -> None:
    limits = {
        row["program"]: (row["min_eligible_eur"], row["max_months"])
        for row in rows("programs/directives")
        if row["program"].startswith("starke-heimat")
    }
    assert limits == {"starke-heimat-phase-1": ("10000", ""), "starke-heimat-phase-2": ("", "24")}
