"""Errors of the API as problem+json (RFC 9457): a sentence for people, a code for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel, ConfigDict, Field

from core.errors import RuleError

MEDIA_TYPE = "application/problem+json"
URN = "urn:ozg-hessen:problem:"
Errors = dict[str, list[str]]


class Problem(BaseModel):
    """Why a request was refused, and what to do."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(
        examples=[f"{URN}not-found"], description=gettext_noop("Names the kind of problem.")
    )
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(description=gettext_noop("What is wrong and what to do, in German."))
    errors: Errors = Field(description=gettext_noop("Sentences in German by parameter or field."))


class Refused(Exception):  # noqa: N818  # reads as a sentence: "raise Refused(...)"
    """A request is refused with this problem."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        detail: str,
        *,
        errors: Errors | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, str(detail)
        self.errors = errors or {}
        self.headers = headers or {}


def unfit(errors: Mapping[str, Sequence[Any]]) -> Refused:
    """The refusal of parameters or fields, each with its sentences."""
    said = {name: [str(text) for text in texts] for name, texts in errors.items()}
    detail = _("The request does not fit: look at “errors”, and at the documentation of the API.")
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "unfit", detail, errors=said)


def answer_to(refused: Refused) -> HttpResponse:
    problem = Problem(
        type=URN + refused.code,
        title=refused.status.phrase,
        status=refused.status,
        detail=refused.detail,
        errors=refused.errors,
    )
    return HttpResponse(
        problem.model_dump_json(),
        status=refused.status,
        content_type=MEDIA_TYPE,
        headers=dict(refused.headers),
    )


def _not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
    detail = _("There is nothing at this address, or nothing that you may see.")
    return answer_to(Refused(HTTPStatus.NOT_FOUND, "not-found", detail))


def _forbidden(_request: HttpRequest, _error: PermissionDenied) -> HttpResponse:
    detail = _("The roles of the person whose key this is do not allow this.")
    return answer_to(Refused(HTTPStatus.FORBIDDEN, "not-allowed", detail))


def _unknown_key(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    detail = _(
        "A key in force is missing. Send it as “Authorization: Bearer …”; keys are made under "
        "“My account”."
    )
    headers = {"WWW-Authenticate": "Bearer"}
    return answer_to(Refused(HTTPStatus.UNAUTHORIZED, "no-key", detail, headers=headers))


def _rule(_request: HttpRequest, error: RuleError) -> HttpResponse:
    if error.code == "not_allowed":
        return answer_to(Refused(HTTPStatus.FORBIDDEN, "not-allowed", error.message))
    refused = unfit({error.field or "": [error.message]})
    refused.detail = error.message
    return answer_to(refused)


def _body(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What the schema refuses: by the way to the field, such as changes.0.live."""
    found: Errors = {}
    for part in error.errors:
        way = [str(step) for step in part["loc"][2:]] or [str(part["loc"][-1])]
        found.setdefault(".".join(way), []).append(_sentence(part))
    return answer_to(unfit(found))


def _sentence(part: Mapping[str, Any]) -> str:
    """A German sentence for what the reader of JSON found; its own words where there is none."""
    kind = str(part["type"])
    if kind == "missing":
        return _("This is missing.")
    if kind == "extra_forbidden":
        return _("There is no such field.")
    if kind.startswith(("bool", "int", "string", "date", "list", "json", "uuid", "too_", "model")):
        return _("This value does not fit. The documentation says what is expected here.")
    return str(part["msg"])


def _bad_request(_request: HttpRequest, error: HttpError) -> HttpResponse:
    status = HTTPStatus(error.status_code)
    detail = _("The request could not be read. Send JSON in UTF-8.")
    return answer_to(Refused(status, "unreadable", detail))


def tell_problems(api: NinjaAPI) -> None:
    """Answer every refusal of `api` with a problem."""
    handlers: dict[type[Exception], Any] = {
        Refused: lambda _request, refused: answer_to(refused),
        RuleError: _rule,
        Http404: _not_found,
        PermissionDenied: _forbidden,
        AuthenticationError: _unknown_key,
        ValidationError: _body,
        HttpError: _bad_request,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
