"""Figures with their name: rule, basis and day; side by side by version."""

from __future__ import annotations

from datetime import date

import pytest

from core.as_of import AsOf
from core.errors import RuleError
from services.choices import CountingRule
from services.models import (
    Catalogue,
    OzgService,
)
from services.queries.counting import figure, side_by_side
from tests.services.world import (
    CITY,
    TODAY,
    TOWN,
    live,
    make_service,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

DAY = date(2026, 3, 1)


def shares(rule: CountingRule, area: str = "06", **filters: str) -> tuple[int, int]:
    found = figure(rule, area=area, at=AsOf(TODAY), **filters)
    return found.numerator, found.denominator


def test_figure_names_its_denominator_and_its_version() -> None:
    record(live(TOWN, "90001", DAY))
    found = figure(CountingRule.FEDERAL_ANY, at=AsOf(TODAY))
    assert (found.numerator, found.denominator, found.as_of) == (1, 3, TODAY)
    assert "OZG-Katalog 2019" in found.basis
    assert str(found).endswith("22.11.2026")


def test_same_count_has_another_denominator_in_another_version() -> None:
    record(live(TOWN, "90001", DAY), live(CITY, "90003", DAY))
    newer = Catalogue.objects.create(code="2022", name="OZG-Katalog 2022", as_of=DAY, source="Test")
    for ozg_id in ("90001", "90003", "90004"):
        OzgService.objects.get(pk=ozg_id).catalogues.add(newer)
    figures = {
        code: figure(CountingRule.FEDERAL_ANY, at=AsOf(TODAY), catalogue=code)
        for code in ("2019", "2022")
    }
    counts = {code: (found.numerator, found.denominator) for code, found in figures.items()}
    assert counts == {"2019": (2, 3), "2022": (2, 2)}  # 90004 is of the state, in neither
    assert all(f"OZG-Katalog {code}" in found.basis for code, found in figures.items())
    pairs = [
        figure(CountingRule.SHARE, at=AsOf(TODAY), catalogue=code) for code in ("2019", "2022")
    ]
    assert [(found.numerator, found.denominator) for found in pairs] == [(2, 13), (2, 8)]


def test_published_objects_are_never_computed() -> None:
    with pytest.raises(RuleError):
        figure(CountingRule.SERVICE_OBJECTS, at=AsOf(TODAY))


def test_rate_falls_by_a_new_catalogue_and_both_versions_show_it() -> None:
    record(live(TOWN, "90001", DAY))
    old = Catalogue.objects.get()
    new = Catalogue.objects.create(code="2026", name="2026", as_of=DAY, source="Test")
    for service in OzgService.objects.all():
        service.catalogues.add(new)
    make_service("90006", "Gewerbeanmeldung").catalogues.add(new)
    found = side_by_side([CountingRule.FEDERAL_ANY], at=AsOf(TODAY))
    assert [(f.numerator, f.denominator) for _version, (f,) in found] == [(1, 4), (1, 3)]
    assert shares(CountingRule.FEDERAL_ANY) == (1, 3)
    Catalogue.objects.filter(pk=old.pk).update(is_current=False)
    Catalogue.objects.filter(pk=new.pk).update(is_current=True)
    assert shares(CountingRule.FEDERAL_ANY) == (1, 4)
