"""For what one may apply on a day: from the first day to the last one, by name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from programs.models import Call, Directive
from programs.queries.municipal.draft import open_for_applications
from tests.factories.programs import DirectiveFactory, program

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
DAY = timedelta(days=1)


def names(day: date) -> list[str]:
    return [offer.name for offer in open_for_applications(day)]


@pytest.fixture(autouse=True)
def nothing_else() -> None:
    Directive.objects.update(takes_applications=False)
    Call.objects.all().delete()


def test_a_directive_is_open_in_its_time_where_it_takes_applications() -> None:
    made = DirectiveFactory.create(takes_applications=True, valid_from=FIRST, valid_to=LAST)
    DirectiveFactory.create(valid_from=FIRST, valid_to=LAST)
    found = {day: names(day) for day in (FIRST - DAY, FIRST, LAST, LAST + DAY)}
    name = made.program.name
    assert found == {FIRST - DAY: [], FIRST: [name], LAST: [name], LAST + DAY: []}
    (offer,) = open_for_applications(FIRST)
    assert (offer.about, made.program.code in offer.url) == ("Fassung 1", True)


def test_a_call_is_open_from_its_first_day_to_its_deadline() -> None:
    values = {"program": program("ozg-modellkommunen"), "places": 1, "deadline_on": LAST}
    Call.objects.create(name="Aufruf", opens_on=FIRST, **values)
    Call.objects.create(name="Entwurf", opens_on=None, **values)
    found = {day: names(day) for day in (FIRST - DAY, FIRST, LAST, LAST + DAY)}
    assert found == {FIRST - DAY: [], FIRST: ["Aufruf"], LAST: ["Aufruf"], LAST + DAY: []}
    assert open_for_applications(LAST)[0].about == "bis 30.09.2026"


def test_offers_stand_by_name() -> None:
    for name in ("Zebra", "Überland", "buergerservice", "Anton"):
        DirectiveFactory.create(takes_applications=True, program__name=name)
    assert names(LAST) == ["Anton", "buergerservice", "Überland", "Zebra"]
