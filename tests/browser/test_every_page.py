"""Every page has no barrier in light and dark, fits paper and a phone, shows the keyboard."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, ViewportSize

from accounts.models import User
from tests.browser.house import (
    DRAWN,
    WIDE,
    keep_pictures,
    off_screen,
    sign_in,
    too_wide,
    violations,
)
from tests.browser.pages import NO_PAGES, WITH_A_DEVICE, Visit, furnished, page_names
from tests.browser.paper import faults_on_paper
from tests.browser.test_focus import stops
from tests.factories.accounts import PASSWORD

COLOURS: tuple[tuple[Literal["light", "dark"], tuple[str, ...]], ...] = (
    ("light", ()),
    ("dark", DRAWN),
)
NARROW: ViewportSize = {"width": 320, "height": 740}


@pytest.mark.django_db
def test_each_address_is_a_page_looked_at_or_none() -> None:
    """A new page is written into tests/browser/pages.py, and so is what is no page."""
    _people, visits = furnished()
    looked_at = {visit.name for visit in visits}
    second_factor = {name for name in page_names() if name.startswith("mfa_")}
    told = looked_at | NO_PAGES | WITH_A_DEVICE | second_factor
    assert (page_names() - told, told - page_names()) == (set(), set())
    assert looked_at.isdisjoint(NO_PAGES | WITH_A_DEVICE)


@pytest.mark.browser
def test_every_page_is_without_barriers(browser: Browser, house: str) -> None:
    people, visits = furnished()
    found: list[Any] = []
    for who, person in people.items():
        context = browser.new_context(viewport=WIDE, locale="de-DE")
        page = context.new_page()
        arrive(page, house, person)
        for visit in visits:
            if visit.who == who:
                found += barriers(page, house, visit)
        context.close()
    assert found == []


def arrive(page: Page, house: str, person: User | None) -> None:
    if person is not None:
        sign_in(page, house, person.username, PASSWORD, "/hilfe/")


def barriers(page: Page, house: str, visit: Visit) -> list[Any]:
    """What is wrong with the page: its answer, axe, on paper, the keyboard's stops, on a phone."""
    page.set_viewport_size(WIDE)
    answer = page.goto(house + reverse(visit.name, kwargs=visit.values))
    if answer is None or answer.status != 200:  # 200 is the answer of a page
        return [(visit.name, answer and answer.status)]
    found: list[Any] = []
    for colours, rules in COLOURS:
        page.emulate_media(color_scheme=colours)
        found += [(visit.name, colours, *problem) for problem in violations(page, rules)]
    found += [(visit.name, fault) for fault in faults_on_paper(page)]
    found += [(visit.name, "unseen", stop["name"]) for stop in stops(page) if not stop["seen"]]
    keep_pictures(page, "pages", visit.name.replace(":", "-"))
    page.set_viewport_size(NARROW)
    if over := too_wide(page):
        found.append((visit.name, "too wide", over))
    if cells := off_screen(page):
        found.append((visit.name, "off screen", cells))
    return found
