"""Pages travel compressed, and their length does not tell what they say."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from core.http.compression import CompressionMiddleware

ACCEPTS = {"Accept-Encoding": "gzip, br"}
SIGN_IN = "/anmelden/"
LONG = "Zuwendungsbescheid " * 100


def answered(response: HttpResponse | StreamingHttpResponse) -> HttpResponse:
    """What leaves the house for a browser that reads gzip."""

    def view(_request: HttpRequest) -> HttpResponse:
        return response  # type: ignore[return-value]

    request = RequestFactory().get("/", headers=ACCEPTS)
    return CompressionMiddleware(view)(request)  # type: ignore[return-value]


@pytest.mark.django_db
def test_page_is_compressed_for_who_reads_it(client: Client) -> None:
    packed = client.get(SIGN_IN, headers=ACCEPTS)
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    page = gzip.decompress(packed.content)
    assert b"csrfmiddlewaretoken" in page
    assert len(packed.content) * 2 < len(page)
    assert not client.get(SIGN_IN).has_header("Content-Encoding")


@pytest.mark.django_db
def test_same_page_has_another_length_and_another_token_each_time(client: Client) -> None:
    packed = [client.get(SIGN_IN, headers=ACCEPTS).content for _ in range(8)]
    tokens = {
        re.search(rb'csrfmiddlewaretoken" value="(\w+)"', gzip.decompress(content)).group(1)  # type: ignore[union-attr]
        for content in packed
    }
    assert len(tokens) == len(packed)
    assert len({len(content) for content in packed}) > 1


def chunks() -> Iterator[bytes]:
    yield LONG.encode()


@pytest.mark.parametrize(
    "response",
    [
        StreamingHttpResponse(chunks(), content_type="text/csv"),
        HttpResponse(LONG, content_type="application/pdf"),
        HttpResponse("kurz"),
    ],
    ids=["stream", "packed", "short"],
)
def test_downloads_and_short_answers_stay_as_they_are(
    response: HttpResponse | StreamingHttpResponse,
) -> None:
    assert not answered(response).has_header("Content-Encoding")


def test_text_is_compressed() -> None:
    assert answered(HttpResponse(LONG))["Content-Encoding"] == "gzip"


def test_order_of_the_house() -> None:
    """After the static files, which are packed beforehand; before all that reads the answer."""
    names = [path.rpartition(".")[2] for path in settings.MIDDLEWARE]
    place = names.index("CompressionMiddleware")
    assert names[place - 2 : place] == ["WhiteNoiseMiddleware", "RowsMiddleware"]
    assert names[-1] == "SentOnceMiddleware"
