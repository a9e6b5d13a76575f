"""Every refusal of the API is a problem: a sentence for people, a code and fields for programs."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from ninja.errors import AuthenticationError, HttpError, ValidationError

from core.api.document import DescribedAPI
from core.api.problem import MEDIA_TYPE, Refused, answer_to, tell_problems, unfit
from core.errors import RuleError

API = DescribedAPI(urls_namespace="probe")
tell_problems(API)


def told(error: Exception) -> tuple[int, dict[str, Any]]:
    """Status and problem that the API answers with where `error` is raised."""
    response = API.on_exception(RequestFactory().get("/"), error)
    assert response["Content-Type"] == MEDIA_TYPE
    return response.status_code, json.loads(response.content)


def test_problem_names_kind_title_status_and_sentence() -> None:
    refused = Refused(HTTPStatus.NOT_FOUND, "not-found", "Nichts da.", headers={"X-A": "1"})
    response = answer_to(refused)
    assert json.loads(response.content) == {
        "type": "urn:ozg-hessen:problem:not-found",
        "title": "Not Found",
        "status": 404,
        "detail": "Nichts da.",
        "errors": {},
    }
    assert response["X-A"] == "1"


@pytest.mark.parametrize(
    ("error", "status", "code", "said"),
    [
        (Http404("secret"), 404, "not-found", "Unter dieser Adresse gibt es nichts"),
        (PermissionDenied("secret"), 403, "not-allowed", "Rollen der Person"),
        (AuthenticationError(), 401, "no-key", "Authorization: Bearer"),
        (HttpError(400, "secret"), 400, "unreadable", "JSON in UTF-8"),
        (HttpError(413, "secret"), 413, "unreadable", "JSON in UTF-8"),
        (RuleError("Geht nicht.", code="not_allowed"), 403, "not-allowed", "Geht nicht."),
        (RuleError("Zu spät.", field="tag", code="late"), 422, "unfit", "Zu spät."),
    ],
)
def test_each_refusal_has_its_status_and_code_and_tells_nothing_else(
    error: Exception, status: int, code: str, said: str
) -> None:
    answered, problem = told(error)
    assert (answered, problem["status"]) == (status, status)
    assert problem["type"] == f"urn:ozg-hessen:problem:{code}"
    assert said in problem["detail"]
    assert "secret" not in json.dumps(problem)


def test_missing_key_says_how_keys_are_sent() -> None:
    response = API.on_exception(RequestFactory().get("/"), AuthenticationError())
    assert response["WWW-Authenticate"] == "Bearer"


def test_rule_names_its_field_and_one_without_a_field_the_request() -> None:
    assert told(RuleError("Zu spät.", field="tag"))[1]["errors"] == {"tag": ["Zu spät."]}
    assert told(RuleError("Zu spät."))[1]["errors"] == {"": ["Zu spät."]}


def test_unfit_parameters_each_have_their_sentences() -> None:
    refused = unfit({"tag": ["Eins.", 2], "ort": []})
    assert refused.errors == {"tag": ["Eins.", "2"], "ort": []}
    assert refused.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "errors" in refused.detail


MISSING = "Diese Angabe fehlt."
MISFIT = "Dieser Wert passt nicht. Was hier erwartet wird, steht in der Dokumentation."


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("missing", MISSING),
        ("extra_forbidden", "Dieses Feld gibt es nicht."),
        ("bool_parsing", MISFIT),
        ("int_parsing", MISFIT),
        ("string_too_long", MISFIT),
        ("date_from_datetime_parsing", MISFIT),
        ("list_type", MISFIT),
        ("json_invalid", MISFIT),
        ("uuid_parsing", MISFIT),
        ("too_long", MISFIT),
        ("model_attributes_type", MISFIT),
        ("value_error", "its own words"),
    ],
)
def test_what_the_schema_refuses_is_said_in_german_where_we_know_it(kind: str, said: str) -> None:
    part = {"type": kind, "loc": ("body", "report", "live"), "msg": "its own words"}
    status, problem = told(ValidationError([part]))
    assert status == 422
    assert problem["errors"] == {"live": [said]}


def test_field_of_a_body_is_named_by_the_way_to_it() -> None:
    parts: list[dict[str, Any]] = [
        {"type": "missing", "loc": ("body", "report", "changes", 0, "live"), "msg": ""},
        {"type": "int_type", "loc": ("body", "report", "changes", 0, "live"), "msg": ""},
        {"type": "missing", "loc": ("body", "report"), "msg": ""},
    ]
    errors = told(ValidationError(parts))[1]["errors"]
    assert errors == {"changes.0.live": [MISSING, MISFIT], "report": [MISSING]}
