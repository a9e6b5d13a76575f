"""The reports over the API: the rows, sums and notes of their files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import BaseModel, Field

from accounts.api import KeyAuth, api_requires
from accounts.roles import RUN_REPORTS
from core.api.answer import answer, operation
from core.api.problem import unfit
from core.api.query import Query, items_at
from core.exports.notes import dictionary, notes, role_of
from core.reporting import REGISTRY, Column, Edition, Report
from reports.making import edition, form_of, may_run, reports_for
from reports.manifest import note_answer

router = Router(auth=KeyAuth(), tags=["reports"])

LIST = Query()


class ReportRow(BaseModel):
    """A report that the person of the key may run."""

    name: str = Field(examples=["fortschritt"])
    title: str
    question: str = Field(description=gettext_noop("The question it answers."))
    is_dated: bool = Field(description=gettext_noop("Whether it knows past days."))
    filters: dict[str, str] = Field(description=gettext_noop("Its filters and what they mean."))


class ReportList(BaseModel):
    items: list[ReportRow]


class ColumnRow(BaseModel):
    """A column of a report."""

    key: str
    label: str
    kind: str
    meaning: str


class ReportPage(BaseModel):
    """A page of a report, with the sums of all its rows."""

    stand: date
    columns: list[ColumnRow]
    items: list[dict[str, str | int | float | bool | None]] = Field(
        description=gettext_noop("Rows by key of the column; exact numbers are text.")
    )
    next: str | None = Field(
        description=gettext_noop("The cursor of the next page; null on the last one.")
    )
    count: int = Field(description=gettext_noop("Rows of the whole report."))
    totals: dict[str, str | int | float | None]
    notes: dict[str, str]


@router.get("", **operation(LIST, ReportList), summary=gettext_noop("Reports"))
@api_requires(RUN_REPORTS, by_area=True)
def list_reports(request: HttpRequest) -> HttpResponse:
    """The reports this person may run, by title."""
    LIST.check(request)
    rows = [
        ReportRow(
            name=report.name,
            title=str(report.title),
            question=str(report.question),
            is_dated=report.is_dated,
            filters={name: str(field.label or "") for name, field in _fields(report).items()},
        )
        for report in reports_for(request.user)
    ]
    return answer(request, ReportList(items=rows))


def _fields(report: Report) -> dict[str, Any]:
    return dict(report.form.base_fields)


ONE = Query(is_dated=True, is_paged=True)
ONE_OPERATION = operation(ONE, ReportPage)
FILTERS = {
    "name": "filters",
    "in": "query",
    "required": False,
    "style": "form",
    "explode": True,
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    "description": gettext_noop("The filters of the report, each by its name; see the list."),
}
ONE_OPERATION["openapi_extra"]["parameters"].append(FILTERS)


ONE_OPERATION["openapi_extra"]["x-said"] = gettext_noop(
    "The same rows and sums as on the page and in the files, for the same filter and day; always "
    "with all columns."
)


@router.get("/{slug:name}", **ONE_OPERATION, summary=gettext_noop("One report"))
@api_requires(RUN_REPORTS, by_area=True)
def get_report(request: HttpRequest, name: str) -> HttpResponse:
    """The same rows and sums as on the page and in the files, for the same filter and day."""
    report = REGISTRY.get(name)
    if report is None:
        raise Http404
    if not may_run(report, request.user):
        raise PermissionDenied
    query = Query(report.form, is_dated=report.is_dated, is_paged=True)
    query.check(request)
    at, place = query.day(request), query.place(request)
    form = form_of(report, request.user, request.GET)
    if not form.is_valid():
        raise unfit(form.errors)
    made = edition(report, request.user, form, at=at, now=timezone.now())
    rows, after = items_at(made, place)
    response = answer(request, page_of(made, rows, after))
    if response.content:
        note_answer(made, response.content, by=request.user.pk)
    return response


def page_of(made: Edition, rows: list[list[Any]], after: str | None) -> ReportPage:
    """A page of the edition with `rows`, after all its rows have passed."""
    keys = [column.key for column in made.columns]
    totals = {column.key: made.total(column) for column in made.columns}
    said = dict(notes(made))
    said[_("Made at")] = role_of(made)  # when a request was made changes nothing in its answer
    return ReportPage(
        stand=made.day,
        columns=[_column(*pair) for pair in zip(made.columns, dictionary(made), strict=True)],
        items=[dict(zip(keys, map(_exact, row), strict=True)) for row in rows],
        next=after,
        count=made.count,
        totals={key: _exact(total) for key, total in totals.items() if total is not None},
        notes=said,
    )


def _column(column: Column, said: tuple[str, str]) -> ColumnRow:
    label, meaning = said
    return ColumnRow(key=column.key, label=label, kind=column.kind.value, meaning=meaning)


def _exact(value: Any) -> Any:
    """Numbers that JSON holds exactly, and text for the rest."""
    return value if isinstance(value, bool | int | float | None) else str(value)
