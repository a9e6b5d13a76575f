"""A day is refused alike by every door, and a day that is asked for is kept by every link."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

from accounts.choices import Role
from accounts.roles import SEE_ALL_MONEY, SEE_PROGRESS, SEE_STATE_MONEY
from core.exports import FORMATS
from core.reporting import REGISTRY
from portal.explain.figures import FIGURES
from portal.map.measures import MEASURES
from tests.factories.accounts import UserFactory
from tests.house.test_dated import dated_pages
from tests.portal.cases import decided, refreshed
from tests.programs.desk import ikz_line, signed_in
from tests.trust.test_matrix import silence

pytestmark = pytest.mark.django_db
DAY = "2026-06-30"
REFUSED = (
    *("2003-12-31", "31.12.2003", "0001-01-01", "2026-11-24", "24.11.2026", "9999-12-31"),
    *("2026-02-30", "29.02.2025", "2026-13-01", "quatsch", "\x00", "-1", "2026-11-23T10:00"),
    *("٢٠٢٦-٠١-٠١", "1e9", "2026-1-1 ' OR 1=1", "0000-00-00", "26-01-01", "x" * 3000),
)
DAYS_EACH = 3  # of those above that each door is asked for, in turn


@pytest.fixture
def quiet() -> Iterator[None]:
    with silence():
        yield


def dated_reports() -> list[str]:
    """Those of money and progress, which an auditor may run."""
    seen = (SEE_ALL_MONEY, SEE_STATE_MONEY, SEE_PROGRESS)
    return sorted(
        n for n, report in REGISTRY.items() if report.is_dated and report.permission in seen
    )


def doors() -> list[str]:
    """Every page, file and answer for a script that follows a day."""
    files = [fmt for fmt in FORMATS if fmt in ("csv", "json", "xlsx")]
    return [
        *(page for page in dated_pages() if not page.startswith("/zahl/")),
        *(f"/berichte/{name}/" for name in dated_reports()),
        *(f"/berichte/{name}/{fmt}/" for name in dated_reports() for fmt in files),
        *(f"/zahl/{code}/" for code in FIGURES),
        *(f"/zahl/{code}/csv/" for code in FIGURES),
        *(f"/karte/?mass={measure}&ebene=kreise" for measure in MEASURES),
        *(f"/karte/werte/?mass={measure}&ebene=kreise" for measure in MEASURES),
        "/fortschritt/aufgaben/csv/",
    ]


def asked(address: str, day: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}stand={quote(day)}"


def what_it_shows(answer: Any) -> str:
    """Nothing, or what stands there though the day was refused."""
    if answer.status_code == 302:
        page, led = answer.request["PATH_INFO"], answer["Location"]
        is_back = led.startswith("/berichte/") and page.startswith(led.partition("?")[0])
        return "" if is_back else f"leads to {led}"  # to wait for a large file, for instance
    if answer.status_code != 200:
        return str(answer.status_code)
    if "Content-Disposition" in answer:
        return "a file"
    page = answer.content.decode()
    if "as_of_form" not in (answer.context or {}):
        return "no form"
    if list(answer.context["as_of_form"].errors) != ["stand"]:
        return "not refused"
    main: Any = next(html.fromstring(page).iter("main"))
    for form in [*main.iter("form")]:  # names of columns that may be chosen say "%" too
        form.drop_tree()
    shown = main.text_content()
    if "<table" in page or "€" in shown or " %" in shown:
        return "figures"
    return ""


@pytest.fixture
def reader() -> Client:
    decided(ikz_line("250000.00"))
    refreshed()
    return signed_in(UserFactory.create(roles=[Role.OFFICER, Role.AUDITOR]))


@pytest.mark.usefixtures("quiet")
def test_every_door_refuses_a_day_that_cannot_be(reader: Client) -> None:
    reader.raise_request_exception = False
    turn = cycle(REFUSED)
    asks = [(address, day) for address in doors() for day in islice(turn, DAYS_EACH)]
    wrong = [
        (address, day[:12], said)
        for address, day in asks
        if (said := what_it_shows(reader.get(asked(address, day))))
    ]
    assert wrong == []


def is_dated(address: str) -> bool:
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return False
    if found.view_name in ("reports:report", "reports:download"):
        return (
            REGISTRY[found.kwargs["name"]].is_dated if found.kwargs["name"] in REGISTRY else False
        )
    return bool(getattr(found.func, "is_dated", False))


@pytest.mark.usefixtures("quiet")
def test_links_of_a_page_of_a_day_keep_the_day(reader: Client) -> None:
    """By the address itself, or by the page on which they stood; one of each kind is followed."""
    lost, followed = set(), set()
    for address in doors():
        page = asked(address, DAY)
        answer = reader.get(page)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        for link in html.fromstring(answer.content.decode()).iter("a"):
            target = urljoin(address, link.get("href") or "#")
            kind = (address, resolve(urlsplit(target).path).route) if is_dated(target) else None
            if kind is None or has_day(target) or kind in followed:
                continue
            followed.add(kind)
            led = reader.get(target, headers={"Referer": f"http://testserver{page}"})
            if led.status_code != 302 or not has_day(led["Location"]):
                lost.add((*kind, target))
    assert lost == set()
    assert len(followed) > 100


def has_day(address: str) -> bool:
    return parse_qs(urlsplit(address).query).get("stand") == [DAY]
