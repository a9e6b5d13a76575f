"""Answers of the API: pages of rows, and the version by which a known answer is not sent again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field

from core.api.problem import Problem
from core.api.query import Query
from core.models import RollupState

RowType = TypeVar("RowType", bound=BaseModel)
REFUSALS = (400, 401, 403, 404, 422, 429)


class ApiRow(BaseModel):
    """A row of an answer, read from the attributes of a row of ours."""

    model_config = ConfigDict(from_attributes=True)


class ListPage(BaseModel, Generic[RowType]):
    """A page of a list. The whole list is read when `next` is null."""

    items: list[RowType]
    next: str | None = Field(
        description=gettext_noop("The cursor of the next page; null on the last one.")
    )


class DatedListPage(ListPage[RowType], Generic[RowType]):
    """A page of a list as it stood on a day."""

    stand: date = Field(description=gettext_noop("The day the rows are of."))


def operation(query: Query, model: Any, *, said: Any = "") -> dict[str, Any]:
    """What a router is told of an operation that reads: its parameters, answers and refusals.

    `said` is what people should know of it, a text of the house.
    """
    return {
        "response": {200: model, **dict.fromkeys(REFUSALS, Problem)},
        "openapi_extra": {"parameters": query.parameters(), "x-said": said},
    }


def answer(request: HttpRequest, body: BaseModel, *, version: str = "") -> HttpResponse:
    """The answer with its version, or nothing where the asker has it.

    `version` is known before the rows are read; else it is the digest of the answer.
    """
    content = body.model_dump_json().encode()
    etag = version or _tag(content)
    if is_known(request, etag):
        return not_modified(etag)
    return HttpResponse(content, content_type="application/json", headers={"ETag": etag})


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether the asker has the answer of this version."""
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in asked or etag in {tag.removeprefix("W/") for tag in asked}


def not_modified(etag: str) -> HttpResponse:
    return HttpResponseNotModified(headers={"ETag": etag})


def version_of_rollup(
    request: HttpRequest,
    name: str,
    *,
    named_by: Iterable[type[Model]],
    who: Iterable[str],
    ledger: type[Model] | None = None,
) -> str:
    """The version of an answer from a roll-up, known without reading its rows.

    It covers the address with its filters, `who` asks as far as it matters with the day, the state
    of the roll-up, the small tables `named_by` which its rows are named and counted, and how far
    the `ledger` reaches that is read beside it.
    """
    state = RollupState.objects.filter(name=name).values_list(
        "generation", "as_of", "computed_at", "checked_at", "differences"
    )
    parts = [request.get_full_path(), sorted(who), list(state), _digests(named_by, ledger)]
    return _tag(repr(parts).encode())


def _digests(tables: Iterable[type[Model]], ledger: type[Model] | None) -> list[Any]:
    """A digest of each table, and the last key of the ledger, in one statement."""
    quote = connection.ops.quote_name
    asked = [
        f"(SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {quote(name)} t)"  # noqa: S608
        for name in (table._meta.db_table for table in tables)
    ]
    if ledger is not None:
        asked.append(f"(SELECT max(id) FROM {quote(ledger._meta.db_table)})")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}")
        return list(cursor.fetchone())


def _tag(content: bytes) -> str:
    return quote_etag(hashlib.sha256(content).hexdigest()[:32])
