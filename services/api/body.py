"""Municipal bodies with their progress: the list of the page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import Field

from accounts.api import KeyAuth, api_requires
from accounts.roles import SEE_PROGRESS
from core.api.answer import ApiRow, ListPage, answer, operation
from core.api.query import Query, rows_at
from municipalities.filters import MunicipalityFilter
from services.queries.bodies import bodies_with_progress

router = Router(auth=KeyAuth(), tags=["municipalities"])

LIST = Query(MunicipalityFilter, is_paged=True)
ONE = Query()


class BodyRow(ApiRow):
    """A municipal body of today and its progress."""

    ags: str = Field(examples=["06531005"])
    ars: str
    name: str
    full_name: str = Field(examples=["Stadt Gießen"])
    kind: str
    district_id: str = Field(description=gettext_noop("AGS of the district or independent city."))
    population: int | None
    competent: int | None = Field(
        description=gettext_noop("Services the body is competent for; null where none is counted.")
    )
    reported: int | None = Field(
        description=gettext_noop("Of these reported. What is not reported is not zero.")
    )
    live: int | None = Field(description=gettext_noop("Of these available online."))


@router.get(
    "", **operation(LIST, ListPage[BodyRow]), summary=gettext_noop("Municipal bodies of today")
)
@api_requires(SEE_PROGRESS, by_area=True)
def list_municipalities(request: HttpRequest) -> HttpResponse:
    """In the order of their AGS."""
    LIST.check(request)
    bodies = LIST.filtered(request, bodies_with_progress(request.user))
    rows, after = rows_at(bodies, LIST.place(request))
    items = [BodyRow.model_validate(row) for row in rows]
    return answer(request, ListPage[BodyRow](items=items, next=after))


@router.get("/{ags}", **operation(ONE, BodyRow), summary=gettext_noop("One municipal body"))
@api_requires(SEE_PROGRESS, by_area=True)
def get_municipality(request: HttpRequest, ags: str) -> HttpResponse:
    ONE.check(request)
    body = bodies_with_progress(request.user).filter(ags=ags).first()
    if body is None:
        raise Http404
    return answer(request, BodyRow.model_validate(body))
