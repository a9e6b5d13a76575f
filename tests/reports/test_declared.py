"""What every report declares: which columns add up, which days it knows, what its filter takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from core.errors import RuleError
from core.reporting import REGISTRY, Column, ColumnKind, Report
from reports.making import check_filter, filter_texts, report_named

pytestmark = pytest.mark.django_db
NUMBERS = {ColumnKind.COUNT, ColumnKind.EUR}

# Numbers whose sum would say nothing: of a day or a week, of what stands in several rows, of what
# is known of some rows alone. Every other number has its total.
WITHOUT_TOTAL: dict[str, set[str]] = {
    "barrieren": {"days_left"},
    "bearbeitungszeiten": {"cases", "median_days", "p90_days"},
    "datenqualitaet": {"days_since"},
    "fabrik-durchsatz": {"target", "cumulative", "cumulative_target", "in_work", "blocked"},
    "fristen": {"days_left"},
    "kooperationen": {
        *("bodies", "all_cooperations", "all_participations", "all_bodies", "all_approved_eur"),
    },
    "landtagsanlage": {"applied_eur"},
    "mittel-kommunen": {"inhabitants"},
    "mittel-prognose": {"forecast_low_eur", "forecast_eur", "forecast_high_eur"},
    "nachnutzung": {"bodies", "competent"},
    "nachweise-ueberfaellig": {"days_late"},
    "regionen": {"grants", "across"},
    "rueckforderungen": {"days_overdue"},
    "wirkung": {"share_eur", "cost_per_live_eur"},
    "zuwendungen": {"eligible_eur", "applied_eur", "published_eur"},
}
# Filters that choose other columns.
GIVEN: dict[str, list[dict[str, str]]] = {
    "fortschritt": [{"gliederung": key} for key in ("theme_field", "situation", "service")],
    "landtagsanlage": [
        {"anlage": key} for key in ("bewilligungen", "ablehnungen", "offene-antraege")
    ],
    "regionen": [{"gliederung": key} for key in ("district", "government_district")],
    "aufgaben": [{"art": key} for key in ("nicht-eingetragen", "")],
}


def editions() -> Iterator[tuple[Report, list[Column]]]:
    """Each report with the columns of each of its filters."""
    for name, report in sorted(REGISTRY.items()):
        for given in GIVEN.get(name, [{}]):
            cleaned = check_filter(report, _known(report, given)).cleaned_data
            yield report, report.columns(cleaned)


def _known(report: Report, given: dict[str, str]) -> dict[str, str]:
    """The filter without values that the report does not offer."""
    choices = {name: dict(getattr(report.form().fields[name], "choices", {})) for name in given}
    return {name: value for name, value in given.items() if value in choices[name]}


def test_every_number_has_a_total_but_those_named() -> None:
    found: dict[str, set[str]] = {}
    for report, columns in editions():
        numbers = [c for c in columns if c.kind in NUMBERS and c.ratio is None]
        bare = {column.key for column in numbers if not column.summed}
        found[report.name] = found.get(report.name, set()) | bare
        assert not [c.key for c in columns if c.summed and c.kind not in NUMBERS], report.name
    assert {name: keys for name, keys in found.items() if keys} == WITHOUT_TOTAL


def test_every_share_is_the_ratio_of_two_numbers_of_its_rows() -> None:
    for report, columns in editions():
        summed = {column.key for column in columns if column.summed}
        for column in (column for column in columns if column.ratio):
            assert column.kind in {ColumnKind.SHARE, ColumnKind.EUR}
            part, whole = column.ratio or ("", "")
            known = {c.key for c in columns if c.kind in NUMBERS}
            assert {part, whole} <= known, (report.name, column.key)
            # a total is the ratio of two totals, or empty
            assert (part in summed) or whole not in summed, (report.name, column.key)


def test_bars_are_of_columns_of_one_kind_and_name_their_rows() -> None:
    drawn = {report.name for report, _columns in editions() if report.bars}
    assert drawn == {"fortschritt", "mittel", "mittel-prognose"}
    for report, columns in editions():
        if report.bars:
            kinds = {column.key: column.kind for column in columns}
            assert {kinds[key] for key in report.bars.by} == {ColumnKind.TEXT}, report.name
            assert len({kinds[key] for key in report.bars.columns}) == 1, report.name


def test_columns_have_a_key_of_their_own_a_heading_and_a_meaning() -> None:
    for report, columns in editions():
        keys = [column.key for column in columns]
        assert len(set(keys)) == len(keys), report.name
        for column in columns:
            assert column.heading[0].isupper() or not column.heading[0].isalpha(), report.name
            assert str(column.help), (report.name, column.key)
            assert column.help != column.label, (report.name, column.key)


def test_reports_know_past_days_and_stay_open_but_those_named() -> None:
    """What is due, and what a body may still draw, is of today; an annex alone is ever kept."""
    assert {name for name, r in REGISTRY.items() if not r.is_dated} == {"fristen", "foerderblatt"}
    assert {name for name, r in REGISTRY.items() if r.can_freeze} == {"landtagsanlage"}
    assert {r.rollup for r in REGISTRY.values()} == {"budget", "progress"}
    assert all(name == report.name for name, report in REGISTRY.items())


def test_every_report_answers_a_question_of_its_own() -> None:
    with override("de"):
        asked = [str(report.question) for report in REGISTRY.values()]
    assert all(question.endswith("?") for question in asked)
    assert len(set(asked)) == len(asked)


def test_report_is_found_by_its_name_and_another_name_is_told_all() -> None:
    assert report_named("mittel") is REGISTRY["mittel"]
    with pytest.raises(RuleError) as refused:
        report_named("mittelabfluss")
    assert all(name in refused.value.message for name in ("mittelabfluss", *REGISTRY))
    assert refused.value.field == "name"


def test_every_filter_may_be_left_empty() -> None:
    """And an empty filter is the same as one that is not sent."""
    for name, report in REGISTRY.items():
        bare = check_filter(report, {}).cleaned_data
        empty: dict[str, Any] = dict.fromkeys(report.form().fields, "")
        assert check_filter(report, empty).cleaned_data == bare, name


def test_unknown_filter_is_named_with_those_there_are() -> None:
    for name, report in REGISTRY.items():
        with override("de"), pytest.raises(RuleError) as refused:
            check_filter(report, {"farbe": "rot"})
        assert refused.value.field == "farbe", name
        assert all(known in refused.value.message for known in report.form().fields), name


BOUNDS = [("1999", False), ("2000", True), ("2100", True), ("2101", False), ("26", False)]


def test_years_are_those_of_the_ledger() -> None:
    with_year = {name for name, r in REGISTRY.items() if "jahr" in r.form().fields}
    assert with_year == {
        *("bearbeitungszeiten", "datenabgleich", "faelligkeiten", "landtagsanlage", "mittel"),
        *("nachnutzung", "zuwendungen"),
    }
    for name in sorted(with_year):
        for year, is_taken in BOUNDS:
            assert takes(name, jahr=year) is is_taken, (name, year)


@pytest.mark.parametrize(
    ("name", "given", "taken"),
    [
        ("wirkung", {"aktenzeichen": "A" * 60}, True),
        ("wirkung", {"aktenzeichen": "A" * 61}, False),
        ("mittel", {"programm": "ikz"}, True),
        ("mittel", {"programm": "gibt-es-nicht"}, False),
        ("kooperationen", {"programm": "ikz"}, True),
        ("datenabgleich", {"umfang": "offen"}, True),
        ("datenabgleich", {"umfang": "ueberfaellig"}, False),
        ("rueckforderungen", {"umfang": "ueberfaellig"}, True),
        ("rueckforderungen", {"umfang": "differenzen"}, False),
        ("nachnutzung", {"quelle": "efa"}, True),
        ("nachnutzung", {"quelle": "other"}, False),
        ("landtagsanlage", {"anlage": "offene-antraege"}, True),
        ("landtagsanlage", {"anlage": "offen"}, False),
        ("fristen", {"bis": "2026-11-23"}, True),
        ("fristen", {"bis": "2026-11-31"}, False),
        ("datenqualitaet", {"ohne_meldung_seit": "2026-11-23"}, True),  # the day of the tests
        ("datenqualitaet", {"ohne_meldung_seit": "2026-11-24"}, False),
        ("aenderungen", {"seit": "2026-11-22"}, True),
        ("aenderungen", {"seit": "2026-11-24"}, False),
        ("fabrik-durchsatz", {"zeitraum": "vereinbart"}, True),
        ("fabrik-durchsatz", {"zeitraum": "immer"}, False),
        ("fortschritt", {"gebiet": "06535"}, True),
        ("fortschritt", {"gebiet": "07"}, False),
        ("fortschritt", {"gliederung": "area"}, False),
        ("regionen", {"gliederung": "government_district"}, True),
        ("regionen", {"gliederung": "body"}, False),
    ],
)
def test_filter_takes_what_it_offers(name: str, given: dict[str, str], taken: bool) -> None:
    assert takes(name, **given) is taken


def takes(name: str, **given: str) -> bool:
    """Whether the report's filter is valid with these values."""
    form = REGISTRY[name].form(given)
    assert set(form.errors) <= set(given)
    return form.is_valid()


@pytest.mark.parametrize(
    ("name", "given", "meant"),
    [
        ("landtagsanlage", "anlage", "bewilligungen"),
        ("datenabgleich", "umfang", "differenzen"),
        ("rueckforderungen", "umfang", "alle"),
        ("regionen", "gliederung", "district"),
        ("fortschritt", "gliederung", "theme_field"),
        ("fortschritt", "gebiet", "06"),
        ("fabrik-durchsatz", "zeitraum", "heute"),
        ("mittel", "jahr", None),
        ("wirkung", "aktenzeichen", ""),
        ("aenderungen", "seit", None),
    ],
)
def test_empty_filter_means_what_its_report_says(name: str, given: str, meant: Any) -> None:
    assert check_filter(REGISTRY[name], {}).cleaned_data[given] == meant


def test_whole_state_is_told_by_its_name() -> None:
    told = filter_texts(check_filter(REGISTRY["fortschritt"], {}))
    assert dict(told)["Gebiet"] == "Land Hessen"
