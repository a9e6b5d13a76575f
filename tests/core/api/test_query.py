"""What one operation of the API may be asked: its parameters, the day, and the place in a list."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.test import RequestFactory

from core.api.problem import Refused
from core.api.query import (
    MOST_PER_PAGE,
    PER_PAGE,
    ListPlace,
    Query,
    cursor_of,
    items_at,
    rows_at,
)
from core.as_of import AsOf
from core.forms.fields import DayField
from municipalities.models import Municipality
from tests.factories.life import TODAY


class Asked(forms.Form):
    """One field of each kind that a filter has."""

    name = forms.CharField(max_length=60, label="Name", help_text="Im Ganzen.")
    anything = forms.CharField()
    day = DayField()
    on = forms.BooleanField()
    number = forms.IntegerField(min_value=0, max_value=2100)
    least = forms.IntegerField(min_value=1)
    amount = forms.DecimalField(max_value=0.5)
    several = forms.MultipleChoiceField(choices=[("a", "A"), (2, "Zwei")])


def asked(query: str = "") -> Any:
    return RequestFactory().get(f"/?{query}")


def errors_of(action: Any, *given: Any) -> dict[str, list[str]]:
    with pytest.raises(Refused) as refused:
        action(*given)
    assert refused.value.status == 422
    return refused.value.errors


def test_each_field_of_the_page_is_a_parameter_of_its_kind() -> None:
    schemas = {p["name"]: p["schema"] for p in Query(Asked).parameters()}
    assert schemas == {
        "name": {"type": "string", "maxLength": 60},
        "anything": {"type": "string"},
        "day": {"type": "string", "format": "date"},
        "on": {"type": "boolean"},
        "number": {"type": "integer", "minimum": 0, "maximum": 2100},
        "least": {"type": "integer", "minimum": 1},
        "amount": {"type": "number", "maximum": 0.5},
        "several": {"type": "array", "items": {"type": "string", "enum": ["a", "2"]}},
    }
    first = Query(Asked).parameters()[0]
    assert (first["in"], first["required"], str(first["description"])) == (
        "query",
        False,
        "Name Im Ganzen.",
    )


def test_day_and_place_are_parameters_where_they_are_known() -> None:
    def names(**kinds: bool) -> list[str]:
        return [parameter["name"] for parameter in Query(**kinds).parameters()]

    assert names() == []
    assert names(is_dated=True) == ["stand"]
    assert names(is_paged=True) == ["limit", "cursor"]
    assert names(is_dated=True, is_paged=True) == ["stand", "limit", "cursor"]


def test_parameter_that_nobody_knows_is_named_with_those_known() -> None:
    query = Query(Asked, is_paged=True)
    query.check(asked("name=x&limit=5"))
    query.check(asked())
    found = errors_of(query.check, asked("nmae=x&name=y&seite=2"))
    assert set(found) == {"nmae", "seite"}
    assert "name" in found["nmae"][0]
    assert "cursor" in found["nmae"][0]
    assert "–" in errors_of(Query().check, asked("x=1"))["x"][0]


@pytest.mark.parametrize(
    ("limit", "taken"),
    [
        ("1", 1),
        (str(MOST_PER_PAGE), MOST_PER_PAGE),
        ("007", 7),
        ("0", None),
        (str(MOST_PER_PAGE + 1), None),
        ("-1", None),
        ("", None),
        ("1.5", None),
        ("٣", None),  # a digit of another script
        ("0001", None),
    ],
)
def test_page_has_one_row_to_five_hundred(limit: str, taken: int | None) -> None:
    request = asked(f"limit={limit}")
    if taken is None:
        assert set(errors_of(Query().place, request)) == {"limit"}
    else:
        assert Query().place(request) == ListPlace("", taken)


def test_place_without_being_named_is_the_first_hundred() -> None:
    assert Query().place(asked()) == ListPlace("", PER_PAGE)
    assert Query().place(asked(f"cursor={cursor_of('Ä 1')}")) == ListPlace("Ä 1", PER_PAGE)


@pytest.mark.parametrize("cursor", ["x", "0", "zz", "ff", "00", "616"])
def test_place_that_nobody_gave_out_is_refused(cursor: str) -> None:
    assert set(errors_of(Query().place, asked(f"cursor={cursor}"))) == {"cursor"}


def test_day_is_one_that_figures_can_be_of() -> None:
    query = Query(is_dated=True)
    assert query.day(asked()) == AsOf(TODAY, is_today=True)
    assert query.day(asked("stand=2026-11-22")) == AsOf(TODAY.replace(day=22))
    assert set(errors_of(query.day, asked("stand=2026-11-24"))) == {"stand"}


@pytest.mark.parametrize(
    ("after", "limit", "page", "next_at"),
    [
        ("", 2, "ab", 2),
        (2, 2, "cd", 4),
        (4, 2, "e", None),
        (3, 2, "de", None),
        ("", 4, "abcd", 4),
        ("", 5, "abcde", None),
        ("", 6, "abcde", None),
        (5, 2, "", None),
        (9, 2, "", None),
        ("x", 1, "a", 1),  # no place of a list of numbers: from its begin
    ],
)
def test_items_that_are_made_one_after_the_other_come_in_pages(
    after: Any, limit: int, page: str, next_at: int | None
) -> None:
    found, cursor = items_at(iter("abcde"), ListPlace(str(after), limit))
    assert ("".join(found), cursor) == (page, None if next_at is None else cursor_of(next_at))


@pytest.mark.django_db
def test_pages_of_rows_follow_their_key_and_hold_each_row_once() -> None:
    rows = Municipality.objects.filter(ags__startswith="06535")
    keys = sorted(rows.values_list("pk", flat=True))
    for limit in (1, 7, len(keys) - 1, len(keys), len(keys) + 1):
        seen: list[str] = []
        place: ListPlace | None = ListPlace("", limit)
        while place is not None:
            page, cursor = rows_at(rows, place)
            assert len(page) <= limit
            seen += [row.pk for row in page]
            after = bytes.fromhex(cursor).decode() if cursor else ""
            place = ListPlace(after, limit) if cursor else None
        assert seen == keys, limit


@pytest.mark.django_db
def test_place_that_is_no_key_of_the_rows_is_refused() -> None:
    rows = Municipality.objects.all()
    found = errors_of(lambda: rows_at(rows, ListPlace("gestern", 5), key="valid_from"))
    assert set(found) == {"cursor"}
