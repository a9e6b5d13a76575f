"""The id of a request: in its answer, in each line of its log, and gone when it is over."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from core.http.downloads import download, streamed_download
from core.http.middleware import REQUEST, RequestIdFilter, RequestIdMiddleware


def logged(**extra: Any) -> str:
    """The id that a line of the log gets now."""
    record = logging.makeLogRecord(extra)
    assert RequestIdFilter().filter(record)
    return str(record.request_id)  # type: ignore[attr-defined]  # set by the filter


def test_answer_and_log_bear_the_id_of_their_request_and_the_next_has_another() -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(logged())
        assert request.META["REQUEST_ID"] == seen[-1]
        return HttpResponse()

    answers = [RequestIdMiddleware(view)(RequestFactory().get("/")) for _time in range(2)]
    assert [answer["X-Request-Id"] for answer in answers] == seen
    assert len(set(seen)) == 2
    assert len(seen[0]) == 32


def test_id_is_gone_after_the_request_even_where_it_failed() -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        RequestIdMiddleware(view)(RequestFactory().get("/"))
    assert REQUEST.get() == "-"
    assert logged() == "-"


def test_line_about_a_request_bears_its_id_wherever_it_is_written() -> None:
    assert logged(request=SimpleNamespace(META={"REQUEST_ID": "abc"})) == "abc"
    assert logged(request=SimpleNamespace(META={})) == "-"
    assert logged(request="a socket") == "-"


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("liste.csv", 'attachment; filename="liste.csv"'),
        ("Gießen.csv", "attachment; filename*=utf-8''Gie%C3%9Fen.csv"),
        ('a"b.csv', r'attachment; filename="a\"b.csv"'),
        ("a\r\nX: y.csv", "attachment; filename*=utf-8''a%0D%0AX%3A%20y.csv"),
    ],
)
def test_download_is_called_as_it_is_named_and_adds_no_header(name: str, disposition: str) -> None:
    whole = download(b"abc", media_type="text/csv", name=name)
    streamed = streamed_download(iter([b"a", b"bc"]), media_type="text/csv", name=name)
    for answer in (whole, streamed):
        assert answer["Content-Disposition"] == disposition
        assert answer["Content-Type"] == "text/csv"
        assert set(answer.headers) == {"Content-Type", "Content-Disposition"}
    assert whole.content == b"abc" == b"".join(streamed)
