"""Answers of the API: their version, and that a known one is not sent again."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from pydantic import BaseModel

from core.api.answer import REFUSALS, DatedListPage, ListPage, answer, is_known, operation
from core.api.problem import Problem
from core.api.query import Query


class Body(BaseModel):
    name: str


def asked(known: str = "") -> HttpRequest:
    return RequestFactory().get("/", headers={"If-None-Match": known} if known else {})


@pytest.mark.parametrize(
    ("known", "is_it"),
    [
        ("", False),
        ('"b"', False),
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ("*", True),
        ("a", False),  # a version stands in quotation marks
    ],
)
def test_answer_is_known_by_its_version(known: str, is_it: bool) -> None:
    assert is_known(asked(known), '"a"') is is_it


def test_answer_has_the_digest_of_its_content_as_version() -> None:
    first = answer(asked(), Body(name="Alsfeld"))
    assert first.content == b'{"name":"Alsfeld"}'
    assert first["Content-Type"] == "application/json"
    assert first["ETag"] == answer(asked(), Body(name="Alsfeld"))["ETag"]
    assert first["ETag"] != answer(asked(), Body(name="Lauterbach"))["ETag"]
    assert len(first["ETag"].strip('"')) == 32


def test_known_answer_is_not_sent_again_and_says_its_version() -> None:
    etag = answer(asked(), Body(name="Alsfeld"))["ETag"]
    again = answer(asked(etag), Body(name="Alsfeld"))
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert answer(asked(etag), Body(name="Lauterbach")).status_code == 200


def test_version_that_is_known_before_holds_whatever_the_content() -> None:
    said = answer(asked(), Body(name="Alsfeld"), version='"v1"')
    assert (said.status_code, said["ETag"]) == (200, '"v1"')
    assert answer(asked('"v1"'), Body(name="Lauterbach"), version='"v1"').status_code == 304


def test_operation_answers_with_its_rows_or_with_a_problem() -> None:
    told = operation(Query(is_paged=True), ListPage[Body], said="Was es ist.")
    assert told["response"] == {200: ListPage[Body], **dict.fromkeys(REFUSALS, Problem)}
    assert told["openapi_extra"]["x-said"] == "Was es ist."
    assert [part["name"] for part in told["openapi_extra"]["parameters"]] == ["limit", "cursor"]


def test_last_page_has_no_next_and_a_dated_one_says_its_day() -> None:
    page = DatedListPage[Body](items=[], next=None, stand=date(2026, 11, 23))
    assert page.model_dump_json() == '{"items":[],"next":null,"stand":"2026-11-23"}'
