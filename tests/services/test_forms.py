"""Forms that choose a part of the progress: what is offered, what is taken, what it is called."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.exceptions import PermissionDenied

from accounts.choices import Role
from accounts.models import User
from services.forms import (
    AGREED,
    UNTIL_NOW,
    AreaForm,
    PeriodForm,
    PlaceForm,
    ProgressForm,
    UntilNowForm,
    area_choices,
    keep_to_areas,
)
from tests.factories.accounts import RoleAssignmentFactory, UserFactory
from tests.services.world import CITY, DISTRICT, TOWN

pytestmark = pytest.mark.usefixtures("world")
PLACE = {"gebiet": "", "kommune": "", "themenfeld": ""}


def of_area(*areas: str) -> User:
    """A person who sees progress within the areas alone."""
    user = UserFactory.create()
    roles = (Role.ASSOCIATION, Role.GOVERNMENT_DISTRICT)
    for role, area in zip(roles, areas, strict=False):
        RoleAssignmentFactory.create(user=user, role=role, area_ags=area)
    return User.objects.get(pk=user.pk)


def place(user: User | None, **given: str) -> PlaceForm:
    form = PlaceForm(PLACE | given)
    if user is not None:
        form.keep_to(user)
    return form


def test_areas_are_offered_from_the_state_down_by_their_names() -> None:
    (_empty, state), (_regions, regions), (_districts, districts) = area_choices()
    assert str(state) == "Land Hessen"
    assert regions == [("064", "Darmstadt")]
    assert ("06431", "Kreis 06431") in districts


def test_without_a_choice_it_is_about_the_state() -> None:
    form = place(None)
    assert form.is_valid()
    assert form.where == {"area": "06", "body": "", "theme_field": ""}
    assert form.place_name == "Land Hessen"


@pytest.mark.parametrize(
    ("given", "where", "name"),
    [
        ({"gebiet": "06431"}, {"area": "06431"}, "Kreis 06431"),
        ({"gebiet": "064"}, {"area": "064"}, "Darmstadt"),
        ({"kommune": TOWN}, {"body": TOWN}, "Oberstadt"),
        ({"themenfeld": "familie"}, {"theme_field": "familie"}, "Land Hessen, Familie"),
    ],
)
def test_choice_is_told_to_queries_by_its_key_and_to_people_by_its_name(
    given: dict[str, str], where: dict[str, str], name: str
) -> None:
    form = place(None, **given)
    assert form.is_valid()
    assert form.where.items() >= where.items()
    assert name in form.place_name


@pytest.mark.parametrize("field", ["gebiet", "kommune", "themenfeld"])
def test_what_is_not_there_is_refused_at_its_field(field: str) -> None:
    assert list(place(None, **{field: "00000"}).errors) == [field]


def test_person_of_an_area_begins_in_it_and_is_offered_nothing_beyond() -> None:
    user = of_area("06431")
    form = place(user)
    assert form.is_valid()
    assert form.cleaned_data["gebiet"] == "06431"
    assert [key for key, _name in form.fields["gebiet"].choices] == ["06431"]  # type: ignore[attr-defined]
    assert place(user, kommune=TOWN).is_valid()
    assert place(user, kommune=DISTRICT).is_valid()
    assert list(place(user, kommune=CITY).errors) == ["kommune"]
    assert list(place(user, gebiet="064").errors) == ["gebiet"]


def test_person_of_two_areas_may_choose_either() -> None:
    user = of_area("06431", "06412")
    found = [place(user, gebiet=area) for area in ("06412", "06431")]
    assert [form.is_valid() for form in found] == [True, True]
    assert found[0].home == "06412"  # the first of the two
    assert place(user, gebiet="06435").errors


def test_person_of_the_state_is_kept_from_nothing() -> None:
    user = UserFactory.create(roles=[Role.AUDITOR])
    form = place(user)
    assert form.is_valid()
    assert form.cleaned_data["gebiet"] == "06"
    assert place(user, kommune=CITY).is_valid()


def test_form_that_cannot_be_kept_to_an_area_is_closed_to_its_people() -> None:
    class Other(forms.Form):
        jahr = forms.IntegerField()

    with pytest.raises(PermissionDenied):
        keep_to_areas(Other(), of_area("06431"))
    keep_to_areas(Other(), UserFactory.create(roles=[Role.AUDITOR]))
    kept: Any = AreaForm({})
    keep_to_areas(kept, of_area("06431"))
    assert kept.home == "06431"


@pytest.mark.parametrize(
    ("form", "given", "period"),
    [
        (PeriodForm, "", AGREED),
        (PeriodForm, UNTIL_NOW, UNTIL_NOW),
        (UntilNowForm, "", UNTIL_NOW),
        (UntilNowForm, AGREED, AGREED),
    ],
)
def test_period_that_is_not_chosen_is_the_usual_one_which_stands_first(
    form: type[PeriodForm], given: str, period: str
) -> None:
    made = form({"zeitraum": given})
    assert made.is_valid()
    assert made.cleaned_data["zeitraum"] == period
    offered: Any = made.fields["zeitraum"]
    assert offered.choices[0][0] == form.usual
    assert form({"zeitraum": "immer"}).errors


def test_progress_is_broken_down_by_theme_field_unless_asked_otherwise() -> None:
    for given, breakdown in (("", "theme_field"), ("service", "service")):
        form = ProgressForm(PLACE | {"gliederung": given})
        assert form.is_valid()
        assert form.cleaned_data["gliederung"] == breakdown
    assert ProgressForm(PLACE | {"gliederung": "farbe"}).errors
