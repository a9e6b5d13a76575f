"""Every form of the portal, sent as people do: twice, after no answer, from two tabs, too late."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Session
from core.sending.sent_once import MARKS
from tests.forms import OpenForm
from tests.trust.sending import Form, forms, written

pytestmark = pytest.mark.django_db


CHANGING_A_ROW = ("cancelling a run", "revoking a key")  # and adding none


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def fields_of(form: Form, page: OpenForm) -> dict[str, Any]:
    """What the browser sends with what is typed."""
    found: dict[str, Any] = dict(page.fields)
    if form.marks_alone:
        found = {name: value for name, value in found.items() if name in MARKS}
    return found


def rows_since(before: dict[str, int]) -> dict[str, int]:
    after = written()
    return {table: after[table] - number for table, number in before.items() if table in after}


def changed(before: dict[str, int]) -> dict[str, int]:
    return {table: number for table, number in rows_since(before).items() if number}


def told(browser: Client, answer: Any) -> str:
    page = browser.get(answer["Location"], follow=True)
    return " ".join(str(message) for message in page.context["messages"])


def twin(browser: Client) -> Client:
    """Another connection of the same browser."""
    other = Client(enforce_csrf_checks=True)
    other.cookies = copy.deepcopy(browser.cookies)
    return other


def sent_twice(form: Form, browser: Client) -> str:
    """A double click, or the same again because no answer came: the first result, once."""
    page, before = form.open(browser), written()
    fields = fields_of(form, page)
    first = browser.post(page.url, fields | form.typed())
    once = changed(before)
    if first.status_code != 302:
        return f"not taken: {first.status_code}"
    if not once and form.name not in CHANGING_A_ROW:
        return "wrote nothing"
    other = twin(browser)
    second = other.post(page.url, fields | form.typed())
    if (second.status_code, second.get("Location")) != (302, first["Location"]):
        return f"second answer: {second.status_code} {second.get('Location')}"
    if changed(before) != once:
        return f"wrote twice: {once} {changed(before)}"
    return "" if "bereits gespeichert" in told(other, second) else "does not say so"


def sent_back(form: Form, browser: Client) -> str:
    """Back to the page, something else typed, sent again: nothing is written, and it says so."""
    if not form.again:
        return ""
    page = form.open(browser)
    fields = fields_of(form, page)
    browser.post(page.url, fields | form.typed())
    before = written()
    answer = browser.post(page.url, fields | form.typed() | form.again)
    if changed(before):
        return f"wrote: {changed(before)}"
    return "" if "anderen Angaben" in told(browser, answer) else "does not say so"


def sent_from_two_tabs(form: Form, browser: Client) -> str:
    """Two pages of one form, both sent: the second is refused or starts anew, and never breaks."""
    pages = [form.open(browser) for _tab in range(2)]
    fields = [fields_of(form, page) for page in pages]
    before = written()
    browser.post(pages[0].url, fields[0] | form.typed())
    once = changed(before)
    answer = browser.post(pages[1].url, fields[1] | form.typed())
    if answer.status_code >= 500:
        return str(answer.status_code)
    wanted = {table: number * form.from_two_tabs for table, number in once.items()}
    wanted = once if form.from_two_tabs == 1 else wanted
    return "" if changed(before) == wanted else f"{once} then {changed(before)}"


def sent_too_late(form: Form, browser: Client) -> str:
    """The session is over: nothing is written, and the sign-in leads back to a page."""
    page, before = form.open(browser), written()
    fields = fields_of(form, page)
    ended = Session.objects.filter(pk=browser.session.session_key).delete()[0]
    before["accounts_session"] -= ended
    answer = browser.post(page.url, fields | form.typed())
    if form.name == "barrier":  # strangers may
        return "" if answer.status_code == 302 else str(answer.status_code)
    if not answer.get("Location", "").startswith(reverse("account_login")):
        return f"not to the sign-in: {answer.status_code}"
    written_now = {t: n for t, n in changed(before).items() if t != "accounts_session"}
    if written_now:
        return f"wrote: {written_now}"
    browser.force_login(form.person)
    (to,) = parse_qs(urlsplit(answer["Location"]).query)["next"]
    back = browser.get(to, follow=True).status_code
    return "" if back == 200 else f"leads to {back}"


WAYS = (sent_twice, sent_back, sent_from_two_tabs, sent_too_late)


def test_forms_are_sent_as_people_do() -> None:
    every = forms()
    problems = []
    for form in every:
        for way in WAYS:
            with undone():
                browser = form.browser()
                browser.raise_request_exception = False
                if said := way(form, browser):
                    problems.append(f"{form.name}, {way.__name__}: {said}")
    assert problems == []
    assert len(every) >= 20
