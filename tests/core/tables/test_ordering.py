"""How columns sort: choices by their place, German text by its letters, the unknown last."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F, QuerySet
from django.db.models.functions import Length

from core.tables.ordering import end_in_key, in_order, order_of
from municipalities.models import District, Municipality
from programs.choices import GrantState
from programs.models import Document, Grant, HkrPayment
from services.models import OzgService
from tests.factories.accounts import UserFactory
from tests.factories.programs import GrantFactory

pytestmark = pytest.mark.django_db


def titled(*titles: str) -> list[Grant]:
    return [GrantFactory.create(title=title, shares={}) for title in titles]


def by(rows: QuerySet[Any], path: str, shown: str) -> list[Any]:
    return list(rows.order_by(*order_of(rows, path), "pk").values_list(shown, flat=True))


def test_german_text_sorts_as_in_a_directory_both_ways() -> None:
    names = ["Äpfel", "Apfel", "Zebra", "Öfen", "Ofen", "ofen zwei", "Straße", "Strasse b", "Über"]
    titled(*names)
    rows = Grant.objects.all()
    found = by(rows, "title", "title")
    assert found == [
        *("Äpfel", "Apfel"),  # equal letters: in the order they came
        *("Öfen", "Ofen", "ofen zwei"),
        *("Straße", "Strasse b"),
        *("Über", "Zebra"),
    ]
    assert [name[0] for name in by(rows, "-title", "title")][:2] == ["Z", "Ü"]


def test_choices_sort_by_their_place_in_the_list() -> None:
    states = [GrantState.CLOSED, GrantState.DRAFT, GrantState.FINAL, GrantState.SUBMITTED]
    for state in states:
        GrantFactory.create(state=state, shares={})
    rows = Grant.objects.all()
    in_place = sorted(states, key=list(GrantState).index)
    assert by(rows, "state", "state") == in_place
    assert by(rows, "-state", "state") == in_place[::-1]
    annotated = rows.annotate(stands=F("state"))
    assert by(annotated, "stands", "state") == in_place


def test_people_sort_by_name_and_cases_by_file_reference_whatever_their_numbers() -> None:
    """Cases come newest first in their own list; below a heading they are looked up."""
    names = ["Zander", "Öhler", "Abel"]
    officers = [UserFactory.create(last_name=name, username=f"u{name}") for name in names]
    for number, officer in zip((3, 1, 2), officers, strict=True):
        grant = GrantFactory.create(file_reference=f"IV {number}", officer=officer, shares={})
        Document.objects.create(grant=grant, title="Plan")
    grants, papers = Grant.objects.all(), Document.objects.all()
    assert by(grants, "officer", "officer__last_name") == ["Abel", "Öhler", "Zander"]
    assert by(grants, "-officer", "officer__last_name") == ["Zander", "Öhler", "Abel"]
    assert by(papers, "grant", "grant__file_reference") == ["IV 1", "IV 2", "IV 3"]
    assert by(papers, "-grant", "grant__file_reference") == ["IV 3", "IV 2", "IV 1"]


@pytest.mark.parametrize("sign", ["", "-"])
def test_unknown_stands_last_either_way(sign: str) -> None:
    known, unknown = titled("Eins", "Zwei")
    Grant.objects.filter(pk=known.pk).update(applied_eur=5)
    rows = Grant.objects.all()
    assert by(rows, f"{sign}applied_eur", "pk") == [known.pk, unknown.pk]
    annotated = rows.annotate(asked=F("applied_eur"))
    assert by(annotated, f"{sign}asked", "pk") == [known.pk, unknown.pk]


def test_related_row_sorts_as_its_model_does() -> None:
    """Bodies by their stored key, so that Ö stands with O, and both ways."""
    for ags in ("06535001", "06531005", "06435014"):
        if Municipality.objects.filter(pk=ags).exists():
            GrantFactory.create(lead_id=ags, shares={})
    rows = Grant.objects.all()
    keys = list(
        Municipality.objects.filter(pk__in=rows.values("lead"))
        .order_by("sort_name", "ags")
        .values_list("pk", flat=True)
    )
    assert len(keys) >= 2
    assert by(rows, "lead", "lead") == keys
    assert by(rows, "-lead", "lead") == keys[::-1]


def test_name_with_a_stored_key_sorts_by_it() -> None:
    services = OzgService.objects.all()
    want = list(services.order_by("sort_name", "pk").values_list("pk", flat=True))
    assert by(services, "name", "pk") == want
    through = Municipality.objects.filter(district=District.objects.all()[0])
    want = list(through.order_by("district__name", "pk").values_list("pk", flat=True))
    assert by(through, "district__name", "pk") == want


def test_annotation_without_choices_sorts_by_its_value() -> None:
    titled("Langer Titel", "Kurz", "Mittel lang")
    rows = Grant.objects.annotate(size=Length("title"))
    assert by(rows, "size", "title") == ["Kurz", "Mittel lang", "Langer Titel"]
    assert by(rows, "-size", "title") == ["Langer Titel", "Mittel lang", "Kurz"]


def test_path_that_is_no_field_sorts_by_its_name() -> None:
    (order,) = in_order(Grant, "-nirgends")
    assert (order.descending, order.nulls_last, order.expression) == (True, True, F("nirgends"))


@pytest.mark.parametrize(
    ("order", "ends"),
    [
        (("title",), True),
        (("title", "pk"), False),
        (("-pk",), False),
        (("id", "title"), False),
        (("-id",), False),
    ],
)
def test_order_ends_in_the_key_once(order: tuple[str, ...], ends: bool) -> None:
    found = end_in_key(Grant.objects.order_by(*order)).query.order_by
    assert found == ((*order, "pk") if ends else order)


def test_order_of_the_model_ends_in_the_key_too() -> None:
    assert Grant._meta.ordering == ["-pk"]
    assert end_in_key(Grant.objects.all()).query.order_by == ()  # as the model says
    assert HkrPayment._meta.ordering == ["value_date", "booking_reference"]
    found = end_in_key(HkrPayment.objects.all()).query.order_by
    assert found == ("value_date", "booking_reference", "pk")


def test_order_that_was_taken_away_is_the_key_alone() -> None:
    assert end_in_key(Grant.objects.order_by()).query.order_by == ("pk",)
