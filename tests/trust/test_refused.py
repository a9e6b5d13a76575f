"""Whatever the database refuses while a form of the portal is written comes back in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from core.database.refusals import RefusedByDatabase
from tests.trust.sending import TABLES, Form, forms, written
from tests.trust.test_sending import changed, fields_of, undone

pytestmark = pytest.mark.django_db

WRITE = re.compile(r'(INSERT INTO|DELETE FROM|(?<!KEY )(?<!FOR )UPDATE) "?(\w+)"?')
NO_SUCH_WRITE = "writes nothing"
WORDS = "So geht es nicht: eine Regel der Datenbank."
NO_WRITES = {("INSERT INTO", "accounts_session"), ("UPDATE", "accounts_session")}


class Refusal:
    """Refuses the write of that number; those of the browser's own session do not count."""

    def __init__(self, number: int) -> None:
        self.number, self.seen = number, 0

    def __call__(self, execute: Callable[..., Any], sql: Any, *given: Any) -> Any:
        found = WRITE.search(sql) if isinstance(sql, str) else None
        if found and found[2] in TABLES and (found[1], found[2]) not in NO_WRITES:
            self.seen += 1
            if self.seen == self.number:
                raise RefusedByDatabase(WORDS, code="test")
        return execute(sql, *given)


def sent(form: Form, browser: Client, refusal: Refusal) -> str:
    """What is wrong with the answer to the form of which one write is refused."""
    page, before = form.open(browser), written()
    with connection.execute_wrapper(refusal):
        answer = browser.post(page.url, fields_of(form, page) | form.typed())
    if refusal.seen < refusal.number:
        return NO_SUCH_WRITE
    page_after = browser.get(answer["Location"], follow=True) if "Location" in answer else answer
    if page_after.status_code >= 500 or WORDS not in page_after.content.decode():
        return f"no words: {answer.status_code}"
    return f"half-written: {changed(before)}" if changed(before) else ""


def test_what_the_database_refuses_comes_back_in_words_and_nothing_stays_of_it() -> None:
    """The second write, so that a first one stands; of a form with one write that one."""
    problems = []
    for form in forms():
        for number in (2, 1):
            with undone():
                browser = form.browser()
                browser.raise_request_exception = False
                said = sent(form, browser, Refusal(number))
            if said != NO_SUCH_WRITE:
                break
        if said:
            problems.append(f"{form.name}: {said}")
    assert problems == []
