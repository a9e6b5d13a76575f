"""Bodies with a life span, found however their umlauts are written, sorted by DIN 5007-1."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from municipalities.models import Membership, Municipality, is_ags, municipalities_of
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import (
    ALSFELD,
    GIESSEN,
    GIESSEN_DISTRICT,
    HANAU,
    HANAU_BEFORE,
    LAUTERBACH,
    OBERWESER,
    WAHLSBURG,
    WESERTAL,
    MunicipalityFactory,
)

pytestmark = pytest.mark.django_db

BEFORE, AFTER = date(2025, 12, 31), date(2026, 1, 1)
BROMSKIRCHEN, ALLENDORF_EDER = "06635005", "06635001"
WRONG_KEYS = ["", "6531005", "0653100", "065310055", "06731005", "05531005", "0653100A", "06 31005"]


@pytest.mark.parametrize(("day", "key"), [(BEFORE, HANAU_BEFORE), (AFTER, HANAU)])
def test_hanau_has_one_key_on_each_day(day: date, key: str) -> None:
    there = Municipality.objects.existing_on(day).filter(name="Hanau")
    assert [body.ags for body in there] == [key]


@pytest.mark.parametrize(
    ("key", "last", "successor"),
    [
        (HANAU_BEFORE, date(2025, 12, 31), HANAU),
        (BROMSKIRCHEN, date(2022, 12, 31), ALLENDORF_EDER),
        (OBERWESER, date(2019, 12, 31), WESERTAL),
        (WAHLSBURG, date(2019, 12, 31), WESERTAL),
    ],
)
def test_body_ends_on_its_last_day(key: str, last: date, successor: str) -> None:
    body = Municipality.objects.get(ags=key)
    assert (body.valid_to, body.successor_id) == (last, successor)
    next_day = date.fromordinal(last.toordinal() + 1)
    counts = [
        Municipality.objects.existing_on(day).filter(ags=key).count() for day in (last, next_day)
    ]
    assert counts == [1, 0]


@pytest.mark.parametrize("day", [BEFORE, AFTER, date(2026, 11, 23)])
def test_hessen_has_421_municipalities_and_21_districts(day: date) -> None:
    bodies = Municipality.objects.existing_on(day)
    assert (bodies.municipalities().count(), bodies.districts().count()) == (421, 21)
    assert bodies.recipients().count() == 442


@pytest.mark.parametrize(
    ("day", "count"), [(date(2019, 12, 31), 423), (date(2020, 1, 1), 422), (date(2023, 1, 1), 421)]
)
def test_mergers_change_the_number_of_municipalities(day: date, count: int) -> None:
    assert Municipality.objects.existing_on(day).municipalities().count() == count


@pytest.mark.parametrize("text", ["giess", "Gießen", "Giessen", "GIESSEN", " gießen ", "gieß"])
def test_search_finds_giessen_however_it_is_written(text: str) -> None:
    found = {body.ags for body in Municipality.objects.search(text)}
    assert {GIESSEN, GIESSEN_DISTRICT} <= found
    assert {body.name for body in Municipality.objects.search(text)} == {
        body.name for body in Municipality.objects.search("Gießen")
    }


@pytest.mark.parametrize("text", ["Büdingen", "Buedingen", "Budingen", "büding"])
def test_search_folds_umlauts(text: str) -> None:
    assert [body.name for body in Municipality.objects.search(text)] == ["Büdingen"]


@pytest.mark.parametrize("text", [LAUTERBACH, LAUTERBACH[1:], "36341", "hessen lauterbach 36341"])
def test_search_finds_the_key_and_the_postal_code(text: str) -> None:
    assert [body.ags for body in Municipality.objects.search(text)] == [LAUTERBACH]


@pytest.mark.parametrize("text", ["Köln", "%", "_", "-", "' OR x=x"])
def test_search_finds_nothing_that_is_not_there(text: str) -> None:
    assert list(Municipality.objects.search(text)) == []


def test_bodies_are_sorted_as_in_a_german_directory() -> None:
    """DIN 5007-1: ä as a, ß as ss, capitals and hyphens ignored."""
    names = [
        "Ölstadt",
        "Ofen",
        "Ober-Ofen",
        "Oberofen",
        "Zell",
        "Äpfeln",
        "apfel",
        "Aßlar",
        "Assel",
    ]
    keys = [MunicipalityFactory.create(name=name).ags for name in names]
    there = Municipality.objects.filter(ags__in=keys)
    assert [body.name for body in there] == [
        *("apfel", "Äpfeln", "Assel", "Aßlar"),
        *("Ober-Ofen", "Oberofen", "Ofen", "Ölstadt", "Zell"),
    ]


def test_name_tells_the_town_from_the_district() -> None:
    names = {body.ags: str(body) for body in Municipality.objects.filter(name="Gießen")}
    assert names == {GIESSEN: "Stadt Gießen", GIESSEN_DISTRICT: "Landkreis Gießen"}


@pytest.mark.parametrize("key", WRONG_KEYS)
def test_wrong_key_is_refused_by_the_form(key: str) -> None:
    with pytest.raises(ValidationError):
        is_ags(key)


def test_refusal_of_a_key_names_the_value() -> None:
    with pytest.raises(ValidationError) as refused:
        is_ags("09162000")
    assert refused.value.messages[0].startswith("„09162000“")


@pytest.mark.parametrize("key", [key for key in WRONG_KEYS if len(key) <= 8])
def test_wrong_key_is_refused_by_the_database(key: str) -> None:
    with pytest.raises(IntegrityError, match="ags_well_formed"):
        MunicipalityFactory.create(ags=key)


@pytest.mark.parametrize("key", [GIESSEN_DISTRICT, GIESSEN, HANAU])
def test_keys_of_districts_towns_and_cities_are_well_formed(key: str) -> None:
    is_ags(key)
    assert Municipality.objects.filter(ags=key).exists()


def test_database_refuses_a_life_that_runs_backwards() -> None:
    with pytest.raises(IntegrityError, match="municipality_life_span"):
        MunicipalityFactory.create(valid_from=AFTER, valid_to=BEFORE)


def test_database_refuses_a_successor_of_a_body_that_goes_on() -> None:
    with pytest.raises(IntegrityError, match="successor_needs_end"):
        MunicipalityFactory.create(successor_id=LAUTERBACH)


@pytest.mark.parametrize(
    ("member_of", "covered"),
    [
        ([LAUTERBACH], {LAUTERBACH}),
        ([LAUTERBACH, ALSFELD], {LAUTERBACH, ALSFELD}),
        ([HANAU_BEFORE], {HANAU_BEFORE, HANAU}),
        ([HANAU], {HANAU_BEFORE, HANAU}),
        ([WESERTAL], {WESERTAL, OBERWESER, WAHLSBURG}),
        ([OBERWESER], {OBERWESER, WESERTAL}),
        ([GIESSEN_DISTRICT], {GIESSEN_DISTRICT}),
        ([], set()),
    ],
)
def test_membership_covers_successor_and_predecessors(
    member_of: list[str], covered: set[str]
) -> None:
    assert municipalities_of(UserFactory.create(of=member_of)) == covered


def test_membership_follows_two_mergers_in_a_row_both_ways() -> None:
    """Oberweser became Wesertal, and Wesertal becomes Hanau."""
    Municipality.objects.filter(pk=WESERTAL).update(valid_to=date(2026, 10, 31), successor_id=HANAU)
    all_of_them = {HANAU, HANAU_BEFORE, WESERTAL, OBERWESER, WAHLSBURG}
    assert municipalities_of(UserFactory.create(of=[HANAU])) == all_of_them
    assert municipalities_of(UserFactory.create(of=[OBERWESER])) == {OBERWESER, WESERTAL, HANAU}


def test_stranger_works_for_nobody() -> None:
    Membership.objects.create(user=UserFactory.create(), municipality_id=LAUTERBACH)
    assert municipalities_of(AnonymousUser()) == frozenset()
    assert list(Membership.objects.of(AnonymousUser())) == []


def test_memberships_are_read_once_per_user_object(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = User.objects.get(pk=UserFactory.create(of=[HANAU]).pk)
    with django_assert_num_queries(1):
        for _time in range(2):
            assert municipalities_of(user) == {HANAU, HANAU_BEFORE}


def test_database_refuses_the_same_membership_twice() -> None:
    with pytest.raises(IntegrityError, match="membership_once"):
        UserFactory.create(of=[LAUTERBACH, LAUTERBACH])
