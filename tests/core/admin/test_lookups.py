"""What a list of the administration may be asked in its address, and what is fetched for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.filters import EmptyFieldListFilter

from core.admin.joins import joins_of
from core.admin.lookups import declared_lookups
from programs.models import Decision, DecisionShare, Grant, Participation
from services.models import AdviceGiven, Competence


class Standing(SimpleListFilter):
    title = "Stand"
    parameter_name = "standing"

    def lookups(self, request: Any, model_admin: Any) -> Any:
        return ()

    def queryset(self, request: Any, queryset: Any) -> Any:
        return queryset


def asked(*filters: Any, date_hierarchy: str | None = None, others: tuple[str, ...] = ()) -> Any:
    return declared_lookups(Grant, filters=filters, date_hierarchy=date_hierarchy, others=others)


def test_list_without_filters_answers_nothing() -> None:
    assert asked() == frozenset()


def test_filter_of_a_column_is_asked_in_the_ways_of_django_and_in_no_other() -> None:
    allowed = asked("state")
    assert {"state", "state__exact", "state__in", "state__isnull", "state__gte"} <= allowed
    assert not {"state__regex", "state__contains", "title", "pk"} & allowed
    assert asked(("state", EmptyFieldListFilter)) == allowed


def test_filter_of_a_relation_is_asked_by_its_key_and_of_nothing_behind_it() -> None:
    allowed = asked("program")
    assert "program__id__exact" in allowed
    assert not {"program__name", "program__grants", "program__id__gte"} & allowed
    assert "program__code" in asked("program__code")


def test_filter_of_ones_own_is_asked_by_its_name_alone() -> None:
    assert asked(Standing, others=("liste",)) == frozenset({"standing", "liste"})


@pytest.mark.parametrize("part", ["year", "month", "day", "gte", "lt"])
def test_calendar_of_a_list_is_asked_by_its_days(part: str) -> None:
    assert f"received_on__{part}" in asked(date_hierarchy="received_on")
    assert "received_on__week" not in asked(date_hierarchy="received_on")
    assert "received_on" not in asked(date_hierarchy="received_on")


def test_columns_that_lead_to_rows_are_fetched_with_them_and_others_are_not() -> None:
    assert joins_of(Grant, ["title", "program", "state", "no_column"]) == ["program"]
    assert joins_of(Grant, []) == []


def test_rows_whose_name_is_made_of_others_bring_these_along() -> None:
    assert joins_of(AdviceGiven, ["given_on"]) == ["municipality", "module"]
    assert joins_of(AdviceGiven, ["module"]) == ["municipality", "module"]  # each once
    assert joins_of(Competence, ["service"])[-1] == "service"


def test_names_of_rows_behind_the_rows_are_fetched_too() -> None:
    for model, name in ((DecisionShare, "municipality"), (Participation, "municipality")):
        assert name in joins_of(model, [])
    found = joins_of(DecisionShare, ["decision"])
    behind = [path.removeprefix("decision__") for path in found if path.startswith("decision__")]
    assert behind == joins_of(Decision, [])
