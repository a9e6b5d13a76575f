"""Who near a body works on a subject, and the mean of bodies like one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from municipalities.models import Municipality
from services.models import OzgService
from services.queries.neighbours import _compared, compare, km_between, working_on
from services.rules.counting import SIZE_CLASSES
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH
from tests.portal.cases import cost, refreshed, text_of
from tests.programs.sent import browser_of
from tests.services.world import SECOND_TOWN, TOWN, live, record

DAY = date(2026, 11, 1)


@pytest.mark.django_db
def test_distance_is_as_the_crow_flies() -> None:
    lauterbach, alsfeld = (Municipality.objects.get(ags=a) for a in (LAUTERBACH, ALSFELD))
    found = km_between(lauterbach, alsfeld)
    assert found is not None
    assert 10 < found < 22
    assert km_between(alsfeld, lauterbach) == pytest.approx(found)
    assert km_between(lauterbach, lauterbach) == 0
    assert km_between(lauterbach, Municipality(ags="06999999")) is None


def placed(ags: str, longitude: str) -> Municipality:
    body = Municipality.objects.get(ags=ags)
    body.latitude, body.longitude = "50", longitude
    body.save()
    body.refresh_from_db()
    return body


def test_partners_are_the_bodies_within_the_distance_nearest_first(world: None) -> None:
    near, far = placed(TOWN, "8.0"), placed(SECOND_TOWN, "9.0")
    services = list(OzgService.objects.filter(pk="90001"))
    assert working_on(services, near, within_km=300, day=DAY) == []
    record(live(TOWN, "90001", DAY), live(SECOND_TOWN, "90001", DAY))
    km = km_between(near, far)
    assert km is not None
    (found,) = working_on(services, near, within_km=int(km) + 1, day=DAY)
    assert (found.body, found.event.service_id) == (far, "90001")
    assert working_on(services, near, within_km=int(km), day=DAY) == []
    assert working_on(services, near, within_km=300, day=date(2026, 10, 31)) == []


@pytest.mark.django_db
def test_comparison_names_the_bodies_in_order_with_those_like_them() -> None:
    refreshed()
    user = UserFactory.create(roles=["municipality_viewer"], of=[LAUTERBACH])
    rows = compare([ALSFELD, "06999999", GIESSEN], user)
    assert [row.body.ags for row in rows] == [ALSFELD, GIESSEN]
    assert rows[0].similar > 10
    assert rows[0].mean_live_rate == 0.0
    assert rows[0].reported_rate == 0.0


@pytest.mark.django_db
def test_pages_compare_and_find_by_name() -> None:
    refreshed()
    browser = browser_of()
    page = "/kommunen/vergleich/?kommune1=Alsfeld&kommune2=schlitz"
    assert "Mittelwert ähnlicher Kommunen" in text_of(browser, page)
    two, three = cost(browser, page), cost(browser, f"{page}&kommune3=grebenau")
    assert three - two == 2  # to find the third by its name; at most four are chosen
    assert "Umkreis" in text_of(browser, "/kommunen/partner/")
    asked = "/kommunen/partner/?kommune=Lauterbach&thema=geburtsurkunde&umkreis=50"
    assert "In diesem Umkreis hat niemand" in text_of(browser, asked)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (("0", "0"), ("1", "0"), 111.195),  # a degree of latitude, the same everywhere
        (("50", "8"), ("51", "8"), 111.195),
        (("0", "0"), ("0", "1"), 111.195),  # of longitude: all of it at the equator
        (("60", "8"), ("60", "9"), 55.597),  # and half of it at 60 degrees
        (("50.5", "8.5"), ("51.5", "9.5"), 131.379),
    ],
)
def test_distance_of_known_places(one: tuple[str, str], other: tuple[str, str], km: float) -> None:
    places = [
        Municipality(latitude=Decimal(latitude), longitude=Decimal(longitude))
        for latitude, longitude in (one, other)
    ]
    assert km_between(*places) == pytest.approx(km, abs=0.01)


def body(kind: str, population: int | None, live: int | None, competent: int = 10) -> Any:
    return SimpleNamespace(
        kind=kind, population=population, live=live, reported=live, competent=competent
    )


def test_mean_is_that_of_the_same_rank_and_class_of_size_without_the_body() -> None:
    least = SIZE_CLASSES[0]
    mine = body("town", least, 10)
    others = [
        body("town", least, 2),
        body("municipality", least, 4),
        body("town", least, None),  # not known: no part of the mean
        body("town", least, 0, competent=0),
        body("town", least - 1, 9),  # another class of size
        body("district", least, 9),
        body("independent_city", least, 9),
    ]
    found = _compared(mine, [mine, *others])
    assert (found.similar, found.reported_rate) == (4, 1.0)
    assert [found.mean_live_rate, found.mean_reported_rate] == pytest.approx([0.3, 0.3])
    alone = _compared(body("district", None, 1), [])
    assert (alone.similar, alone.mean_live_rate) == (0, None)
