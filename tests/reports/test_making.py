"""Which reports a person may run, what their filters say, and of which day they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django import forms
from django.http import QueryDict

from accounts.choices import Role
from core.as_of import AsOf
from core.errors import RuleError
from core.forms.fields import DayField
from core.reporting import REGISTRY, Column, Report
from reports.making import (
    check_filter,
    edition,
    filter_alone,
    filter_texts,
    may_run,
    report_named,
    reports_for,
)
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY

pytestmark = pytest.mark.django_db


def test_reports_stand_as_in_a_german_directory() -> None:
    reports = reports_for(UserFactory.create(roles=[Role.OFFICER]))
    titles = [str(report.title) for report in reports]
    assert titles.index("Überfällige Verwendungsnachweise") < titles.index("Zuwendungsliste")


def test_reports_offered_are_those_a_person_may_run() -> None:
    user = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER])
    assert all(may_run(report, user) for report in reports_for(user))


def refusal(given: dict[str, str]) -> RuleError:
    with pytest.raises(RuleError) as refused:
        check_filter(REPORT, QueryDict(urlencode(given)))
    return refused.value


def test_report_that_is_not_there_is_refused_with_those_that_are() -> None:
    assert report_named("zuwendungen").name == "zuwendungen"
    with pytest.raises(RuleError) as refused:
        report_named("nichts")
    assert refused.value.message.startswith("Den Bericht „nichts“ gibt es nicht.")
    assert ", ".join(sorted(REGISTRY)) in refused.value.message
    assert refused.value.field == "name"


class Asked(forms.Form):
    """Filters of each kind that a report has."""

    jahr = forms.IntegerField(label="Jahr", required=False)
    art = forms.ChoiceField(
        label="Art", required=False, choices=[("", "Alle"), ("Gruppe", [("a", "Erste")])]
    )
    namen = forms.MultipleChoiceField(label="Namen", required=False, choices=[("x", "X")])
    nur = forms.BooleanField(label="Nur", required=False)
    ab = DayField(label="Ab", required=False)


REPORT = Report(
    name="probe",
    title="Probe",
    permission="",
    columns=lambda _filters: [Column("name", "Name")],
    form=Asked,
    rows=lambda _user, filters, at: [{"name": f"{filters['jahr']} {at.day}"}],
    is_dated=False,
    rollup="progress",
    rule="",
    basis="",
)


def test_filter_that_the_report_has_not_is_named_with_those_it_has() -> None:
    refused = refusal({"farbe": "rot", "art": "a"})
    assert refused.field == "farbe"
    assert "„farbe“" in refused.message
    assert refused.message.endswith("jahr, art, namen, nur, ab, spalte.")


def test_wrong_values_are_all_told_each_with_its_filter() -> None:
    refused = refusal({"jahr": "x", "ab": "31.02.2026"})
    assert [line.partition(":")[0] for line in refused.message.splitlines()] == ["jahr", "ab"]
    assert refused.field == "jahr"


def test_filters_in_use_are_told_as_a_person_reads_them() -> None:
    given = {"jahr": "2024", "art": "a", "ab": "2026-03-05"}
    form = check_filter(REPORT, QueryDict(urlencode(given)))
    assert filter_texts(form) == [
        ("Jahr", "2024"),
        ("Art", "Erste"),
        ("Ab", "05.03.2026"),
    ]
    ticked = check_filter(REPORT, QueryDict("nur=on&jahr=0"))
    assert filter_texts(ticked) == [("Jahr", "0"), ("Nur", "ja")]


def test_query_without_its_day_keeps_every_other_filter() -> None:
    assert filter_alone("stand=2026-03-05&art=a&jahr=2024&art=b") == "art=a&art=b&jahr=2024"
    assert filter_alone("") == ""


def test_report_of_today_alone_is_refused_for_another_day_and_made_for_today() -> None:
    form = check_filter(REPORT, QueryDict("jahr=2024"))
    with pytest.raises(RuleError) as refused:
        edition(REPORT, None, form, at=AsOf(TODAY - timedelta(days=1)), now=NOW)
    assert (refused.value.code, refused.value.field) == ("not_dated", "stand")
    made = edition(REPORT, None, form, at=AsOf(TODAY, is_today=True), now=NOW)
    assert list(made) == [[f"2024 {TODAY}"]]
    dated = edition(replace(REPORT, is_dated=True), None, form, at=AsOf(date(2026, 3, 5)), now=NOW)
    assert dated.day == date(2026, 3, 5)
    assert list(dated) == [["2024 2026-03-05"]]
