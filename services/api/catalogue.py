"""The services of the catalogue, and where one of them is online."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import Field

from accounts.api import KeyAuth, api_requires
from accounts.roles import SEE_PROGRESS
from core.api.answer import ApiRow, DatedListPage, ListPage, answer, operation
from core.api.query import Query, rows_at
from services.filters import CatalogueFilter
from services.models import OzgService
from services.queries.service import live_on

router = Router(auth=KeyAuth(), tags=["services"])

LIST = Query(CatalogueFilter, is_paged=True)
ONE = Query()
LIVE = Query(is_dated=True, is_paged=True)


class CatalogueRow(ApiRow):
    """A service of the OZG catalogue."""

    ozg_id: str = Field(examples=["10000"])
    name: str
    theme_field_id: str
    situation_id: str | None


class LiveRow(ApiRow):
    """A body in which the service is online on the day."""

    id: int
    municipality_id: str = Field(description=gettext_noop("AGS of the body."))
    process_id: str | None
    maturity_model_id: str | None
    maturity_level: int | None
    valid_from: date = Field(description=gettext_noop("The day from which this state holds."))


@router.get("", **operation(LIST, ListPage[CatalogueRow]), summary=gettext_noop("OZG services"))
@api_requires(SEE_PROGRESS)
def list_services(request: HttpRequest) -> HttpResponse:
    """In the order of their OZG id."""
    LIST.check(request)
    known = LIST.filtered(request, OzgService.objects.visible_to(request.user))
    rows, after = rows_at(known, LIST.place(request))
    items = [CatalogueRow.model_validate(row) for row in rows]
    return answer(request, ListPage[CatalogueRow](items=items, next=after))


@router.get("/{ozg_id}", **operation(ONE, CatalogueRow), summary=gettext_noop("One OZG service"))
@api_requires(SEE_PROGRESS)
def get_service(request: HttpRequest, ozg_id: str) -> HttpResponse:
    ONE.check(request)
    service = get_object_or_404(OzgService.objects.visible_to(request.user), pk=ozg_id)
    return answer(request, CatalogueRow.model_validate(service))


@router.get(
    "/{ozg_id}/live",
    **operation(
        LIVE,
        DatedListPage[LiveRow],
        said=gettext_noop("The bodies that existed on the day and had the service online."),
    ),
    summary=gettext_noop("Where a service is online"),
)
@api_requires(SEE_PROGRESS)
def list_live(request: HttpRequest, ozg_id: str) -> HttpResponse:
    """The bodies that existed on the day and had the service online."""
    LIVE.check(request)
    service = get_object_or_404(OzgService.objects.visible_to(request.user), pk=ozg_id)
    day = LIVE.day(request).day
    rows, after = rows_at(live_on(service, day, request.user), LIVE.place(request))
    items = [LiveRow.model_validate(row) for row in rows]
    return answer(request, DatedListPage[LiveRow](items=items, next=after, stand=day))
