"""The pages about progress in a real browser: axe, narrow windows, the keyboard, and the charts."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, ViewportSize, expect

from accounts.choices import Role
from services.actions import months
from services.models import OnlineProcess, ProcessEvent
from tests.browser.house import WIDE, sign_in, too_wide, violations
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.browser
# With charts, or by a query: each page as it opens is looked at in test_every_page.
PAGES = (
    "",
    "karte/?ebene=kreise&mass=meldung",
    "karte/?stand=2019-11-30",
    "zahl/share/?stand=2019-11-30",
    "fortschritt/verlauf/",
    "fortschritt/fabriken/",
)
CHARTS = {"": 1, "fortschritt/verlauf/": 1, "fortschritt/fabriken/": 2}
COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NARROW: ViewportSize = {"width": 320, "height": 740}


def test_pages_are_without_barriers_and_draw_their_charts(browser: Browser, house: str) -> None:
    process = OnlineProcess.objects.create(code="hund", name="Hundesteuer", kind="civento")
    ProcessEvent.objects.create(process=process, state="released", on=date(2019, 10, 7))
    ProcessEvent.objects.create(
        process=process, state="blocked", on=date(2020, 1, 7), reason="Schnittstelle fehlt"
    )
    months.note_changes(today=date(2019, 12, 2))
    months.recompute_next(now=timezone.now())
    user = UserFactory.create(roles=[Role.AUDITOR])
    page = browser.new_page(viewport=WIDE)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    sign_in(page, house, user.username, PASSWORD)
    said.clear()
    found: list[Any] = []
    for path in PAGES:
        page.set_viewport_size(WIDE)
        page.goto(f"{house}/{path}")
        expect(page.locator("[data-chart] .chart__svg--wide")).to_have_count(CHARTS.get(path, 0))
        assert said == []
        for colours in COLOURS:
            page.emulate_media(color_scheme=colours)
            found += [(path, colours, *problem) for problem in violations(page)]
        said.clear()  # what axe itself meets of the content security policy
        page.set_viewport_size(NARROW)
        if over := too_wide(page):
            found.append((path, "too wide", str(over)))
    assert found == []
    page.close()
