"""The page of the open data, and its files under addresses that stay."""

from __future__ import annotations

import hashlib
import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from accounts.access import public
from reports.open_data.catalogue import json_ld, rdf_xml
from reports.open_data.files import LICENCE, csv_of, json_of, package
from reports.open_data.giving import grants
from reports.open_data.sets import SETS

CSV, JSON = "text/csv; charset=utf-8", "application/json"
FILES = {"csv": (csv_of, CSV), "json": (json_of, JSON)}


@public
def page(request: HttpRequest) -> HttpResponse:
    """What is published, under which licence, and where."""
    return render(
        request,
        "reports/open_data.html",
        {
            "page_title": _("Open data"),
            "breadcrumbs": [(_("Open data"), "")],
            "sets": list(SETS.values()),
            "licence": LICENCE,
        },
    )


@public
def open_file(request: HttpRequest, name: str, fmt: str) -> HttpResponse:
    """A set as CSV or JSON."""
    if name not in SETS or fmt not in FILES:
        raise Http404
    made, media_type = FILES[fmt]
    return _answer(request, made(SETS[name]), media_type)


@public
def data_package(request: HttpRequest) -> HttpResponse:
    """The Frictionless data package."""
    return _answer(request, _json(package(_root(request))), JSON)


@public
def giving(request: HttpRequest) -> HttpResponse:
    """Grants by 360Giving."""
    return _answer(request, _json(grants()), JSON)


@public
def catalogue_json(request: HttpRequest) -> HttpResponse:
    return _answer(request, json_ld(_root(request)), "application/ld+json")


@public
def catalogue_rdf(request: HttpRequest) -> HttpResponse:
    return _answer(request, rdf_xml(_root(request)), "application/rdf+xml")


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("reports:open_data"))


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _answer(request: HttpRequest, content: bytes, media_type: str) -> HttpResponse:
    """The file with the version of its content; nothing where the asker has it."""
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = HttpResponse(content, content_type=media_type, headers={"ETag": etag})
    response["Access-Control-Allow-Origin"] = "*"  # everybody's data, for programs in browsers too
    known = get_conditional_response(request, etag=etag, response=response)
    assert isinstance(known, HttpResponse)  # noqa: S101  # one of the two
    return known
