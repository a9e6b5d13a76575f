"""The funding programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import Field

from accounts.api import KeyAuth, api_requires
from accounts.roles import SEE_PROGRESS, SEE_STATE_MONEY
from core.api.answer import ApiRow, ListPage, answer, operation
from core.api.query import Query, rows_at
from programs.models import Program

router = Router(auth=KeyAuth(), tags=["programs"])

LIST = Query(is_paged=True)


class ProgramRow(ApiRow):
    """A funding program. What it has to give: the roll-up of the budget."""

    code: str = Field(examples=["ikz"])
    name: str
    grant_kind: str = Field(description=gettext_noop("Kind of funding."))
    description: str


@router.get("", **operation(LIST, ListPage[ProgramRow]), summary=gettext_noop("Funding programs"))
@api_requires(SEE_PROGRESS, SEE_STATE_MONEY)
def list_programs(request: HttpRequest) -> HttpResponse:
    """In the order of their code."""
    LIST.check(request)
    programs = Program.objects.visible_to(request.user)
    rows, after = rows_at(programs, LIST.place(request), key="code")
    items = [ProgramRow.model_validate(row) for row in rows]
    return answer(request, ListPage[ProgramRow](items=items, next=after))
