"""Active filters as chips, and what stays in the address."""

from __future__ import annotations

from datetime import date

import django_filters
import pytest
from django.template import Context
from django.test import RequestFactory
from django.utils.translation import gettext as _

from core.models import DataSet
from core.templatetags.filter_form import active_filters, kept_query, query_without

KINDS = [("town", "Stadt"), ("district", "Landkreis")]


class ListFilter(django_filters.FilterSet):  # type: ignore[misc]  # has no types
    q = django_filters.CharFilter(field_name="name", label="Name")
    kind = django_filters.MultipleChoiceFilter(field_name="name", choices=KINDS, label="Art")
    one = django_filters.ChoiceFilter(field_name="name", choices=KINDS, label="Eine")
    demo = django_filters.BooleanFilter(field_name="is_demo", label="Demo")
    since = django_filters.DateFilter(field_name="loaded_at", label="Seit")
    amount = django_filters.RangeFilter(field_name="pk", label="Betrag")

    class Meta:
        model = DataSet
        fields: list[str] = []


def setting(address: str) -> tuple[Context, ListFilter]:
    request = RequestFactory().get(address)
    return Context({"request": request}), ListFilter(request.GET, DataSet.objects.none())


@pytest.mark.parametrize(
    ("address", "chips"),
    [
        ("/?q=gie%C3%9F", [("Name", "gieß", "?")]),
        ("/?q=a&page=3&sort=-name", [("Name", "a", "?sort=-name")]),
        (
            "/?kind=town&kind=district",
            [("Art", "Stadt", "?kind=district"), ("Art", "Landkreis", "?kind=town")],
        ),
        ("/?one=town&q=", [("Eine", "Stadt", "?q=")]),
        ("/?since=2024-12-31", [("Seit", "31.12.2024", "?")]),
        ("/?q=&kind=", []),
        ("/", []),
    ],
)
def test_chips_name_each_value_and_the_way_without_it(
    address: str, chips: list[tuple[str, str, str]]
) -> None:
    context, filterset = setting(address)
    found = [(chip.label, chip.value, chip.without) for chip in active_filters(context, filterset)]
    assert found == chips


def test_chips_speak_of_yes_and_no() -> None:
    context, filterset = setting("/?demo=false")
    assert [chip.value for chip in active_filters(context, filterset)] == [_("no")]


def test_chip_of_a_range_removes_both_ends() -> None:
    context, filterset = setting("/?amount_min=5&amount_max=9&q=a")
    (_name, amount) = active_filters(context, filterset)
    both = f"{_('from %(value)s') % {'value': 5}} {_('to %(value)s') % {'value': 9}}"
    assert (amount.value, amount.without) == (both, "?q=a")


def test_chips_are_silent_while_an_entry_is_wrong() -> None:
    context, filterset = setting(f"/?q=a&since={date.max}x")
    assert active_filters(context, filterset) == []


def test_kept_query_leaves_out_the_form_and_the_page() -> None:
    context, filterset = setting("/?q=a&amount_min=1&page=2&sort=name&stand=2024-12-31")
    assert kept_query(context, filterset.form) == [("sort", "name"), ("stand", "2024-12-31")]
    assert query_without(context, filterset.form) == "?sort=name&stand=2024-12-31"
