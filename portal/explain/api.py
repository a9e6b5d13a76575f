"""Figures explained over the API: definition, formula, value and rows, as on their pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import BaseModel, Field

from accounts.api import KeyAuth, api_requires
from accounts.roles import SEE_PROGRESS, SEE_STATE_MONEY
from core.api.answer import answer, operation
from core.api.problem import unfit
from core.api.query import Query, items_at
from portal.explain.figure import Explained
from portal.explain.figures import FIGURES, figure_for
from reports.api import FILTERS, ReportPage, page_of
from reports.making import edition, form_of, may_run
from reports.manifest import note_answer

router = Router(auth=KeyAuth(), tags=["explain"])

LIST = Query()
ONE = Query(is_dated=True, is_paged=True)


class FigureRow(BaseModel):
    """A figure that can be explained, and what it means."""

    code: str = Field(examples=["share"])
    title: str
    definition: str
    formula: str
    whole: str = Field(description=gettext_noop("What the formula is divided by; may be empty."))


class FigureList(BaseModel):
    items: list[FigureRow]


class FigurePage(ReportPage):
    """A figure with the rows it comes from, a page of them at a time."""

    figure: FigureRow
    value: str = Field(description=gettext_noop("The figure as the pages of the house show it."))
    summed: str = Field(description=gettext_noop("The same, added up from the rows."))
    agrees: bool = Field(description=gettext_noop("Whether both are the same."))


@router.get("", **operation(LIST, FigureList), summary=gettext_noop("Figures"))
@api_requires(SEE_PROGRESS, SEE_STATE_MONEY, by_area=True)
def list_figures(request: HttpRequest) -> HttpResponse:
    """The figures that are explained to this person."""
    LIST.check(request)
    seen = (figure for figure in FIGURES.values() if may_run(figure.report, request.user))
    return answer(request, FigureList(items=[_row(figure) for figure in seen]))


ONE_OPERATION = operation(
    ONE, FigurePage, said=gettext_noop("The figure, rows and check of its page, of the same day.")
)
ONE_OPERATION["openapi_extra"]["parameters"].append(FILTERS)


@router.get("/{slug:code}", **ONE_OPERATION, summary=gettext_noop("One figure explained"))
@api_requires(SEE_PROGRESS, SEE_STATE_MONEY, by_area=True)
def get_figure(request: HttpRequest, code: str) -> HttpResponse:
    """The figure, rows and check of its page, of the same day."""
    explained = figure_for(request.user, code)
    query = Query(explained.report.form, is_dated=True, is_paged=True)
    query.check(request)
    at, place = query.day(request), query.place(request)
    form = form_of(explained.report, request.user, request.GET)
    if not form.is_valid():
        raise unfit(form.errors)
    made = edition(explained.report, request.user, form, at=at, now=timezone.now())
    rows, after = items_at(made, place)
    value, summed = explained.value(form.cleaned_data, at), explained.sums(made.totals)
    page = FigurePage(
        **page_of(made, rows, after).model_dump(),
        figure=_row(explained),
        value=value,
        summed=summed,
        agrees=value == summed,
    )
    response = answer(request, page)
    if response.content:
        note_answer(made, response.content, by=request.user.pk)
    return response


def _row(explained: Explained) -> FigureRow:
    report = explained.report
    return FigureRow(
        code=explained.code,
        title=str(report.title),
        definition=str(report.rule),
        formula=str(explained.part),
        whole=str(explained.whole),
    )
