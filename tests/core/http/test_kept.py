"""A part of a page is made once for each version of its roll-up, day and audience."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from core import rollups
from core.as_of import AsOf
from core.http.kept import KEPT_FOR, kept, kept_html
from core.models import DirtyKey, RollupState
from core.standing import standings
from services.rollups import PROGRESS
from tests.services.world import NOW, TODAY, TOWN, live, record

pytestmark = pytest.mark.django_db
PAST = AsOf.on(date(2026, 1, 31))


class Maker:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> int:
        self.made += 1
        return self.made


def test_part_is_made_again_for_another_day_and_another_audience() -> None:
    make = Maker()

    def asked(at: AsOf, audience: str) -> int:
        return kept("map", at, audience, make=make)

    today = AsOf.today()
    assert [asked(today, "a"), asked(today, "a")] == [1, 1]
    assert [asked(today, "b"), asked(PAST, "a"), asked(PAST, "b")] == [2, 3, 4]
    assert [asked(today, "a"), asked(PAST, "b")] == [1, 4]


def test_names_around_the_figures_are_ten_minutes_old_at_most() -> None:
    make, now = Maker(), timezone.now()

    def asked_after(seconds: int) -> int:
        with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
            return kept("map", make=make)

    assert [asked_after(0), asked_after(KEPT_FOR - 1), asked_after(KEPT_FOR + 1)] == [1, 1, 2]


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Where the templates of a test lie."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    return tmp_path


class Shown:
    """A page whose template says how often its figures were asked for."""

    def __init__(self, folder: Path, text: str) -> None:
        (folder / "part.html").write_text(text)
        self.asked = 0

    def _figures(self) -> dict[str, Any]:
        self.asked += 1
        return {"asked": self.asked}

    def to(self, *audience: object, at: AsOf | None = None, ways: tuple[str, ...] = ()) -> str:
        day = at or AsOf.today()
        found, make = standings("progress", at=day), self._figures
        return kept_html("part.html", *audience, standings=found, at=day, make=make, ways=ways)


def test_part_is_rendered_for_nobody_and_each_audience_has_its_own(folder: Path) -> None:
    shown = Shown(folder, "{{ asked }}{{ user.is_authenticated }}{{ messages|length }}")
    assert [shown.to("a"), shown.to("a"), shown.to("b"), shown.to("a")] == [
        "1False0",
        "1False0",
        "2False0",
        "1False0",
    ]


def test_part_knows_the_day_it_is_of_and_no_other_word_of_the_address(folder: Path) -> None:
    shown = Shown(folder, "{{ asked }} {{ request.GET.urlencode }}")
    assert [shown.to(), shown.to(at=PAST), shown.to()] == ["1 ", "2 stand=2026-01-31", "1 "]


@pytest.mark.usefixtures("world")
def test_part_is_rendered_again_when_the_rows_change_or_are_checked(folder: Path) -> None:
    shown = Shown(folder, "{{ asked }}")
    rollups.rebuild(PROGRESS, at=TODAY, now=NOW)
    assert [shown.to(), shown.to()] == ["1", "1"]
    rollups.refresh(PROGRESS, at=TODAY, now=NOW)  # nothing was touched
    assert shown.to() == "1"
    record(live(TOWN, "90001", date(2026, 3, 2)))
    before = RollupState.objects.get(name="progress").generation
    assert DirtyKey.objects.filter(rollup="progress").exists()
    assert shown.to() == "1"
    rollups.refresh(PROGRESS, at=TODAY, now=NOW)  # at the same moment, in the same generation
    assert RollupState.objects.get(name="progress").generation == before
    assert shown.to() == "2"
    rollups.check(PROGRESS, now=NOW)
    assert [shown.to(), shown.to()] == ["3", "3"]


@pytest.mark.parametrize("form", ["{{ csrf_token }}", "{% csrf_token %}"])
def test_form_that_writes_is_kept_for_nobody(folder: Path, form: str) -> None:
    with pytest.raises(ValueError, match=r"part\.html"):
        Shown(folder, form).to()


def test_readers_share_a_part_with_those_of_the_same_ways_alone(folder: Path) -> None:
    text = "{% load ways %}{{ asked }}{% if '/leistungen/'|is_open_to:user %} leads on{% endif %}"
    shown, led = Shown(folder, text), ("progress:service_list",)
    assert [shown.to(), shown.to(ways=led), shown.to(), shown.to(ways=led)] == [
        "1",
        "2 leads on",
        "1",
        "2 leads on",
    ]
    assert shown.to("other", ways=("portal:help",)) == "3"
