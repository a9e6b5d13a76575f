"""Cases as far as the person of the key may see them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import django_filters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django_stubs_ext import WithAnnotations
from ninja import Router
from pydantic import BaseModel, Field

from accounts.api import KeyAuth, api_requires
from accounts.queries import Viewer
from accounts.roles import SEE_ALL_MONEY, SEE_PROGRESS
from core.api.answer import ApiRow, DatedListPage, answer, operation
from core.api.query import Query, rows_at
from core.as_of import AsOf
from core.forms.fields import UNKNOWN_ROW
from programs.filters import GrantFilter
from programs.models import Grant, Program
from programs.queries.grant import Amounts
from programs.queries.seen.case import (
    WholeCase,
    cases_seen,
    parts_seen,
    sees_whole_cases,
    whole_case,
)

router = Router(auth=KeyAuth(), tags=["grants"])


class CaseFilter(GrantFilter):
    """The filter of a program's page, and the program itself."""

    programm = django_filters.ModelChoiceFilter(
        queryset=Program.objects.all(),
        field_name="program",
        to_field_name="code",
        label=_("Code of the funding program"),
        error_messages=UNKNOWN_ROW,
    )


LIST = Query(CaseFilter, is_dated=True, is_paged=True)
ONE = Query()


class GrantRow(BaseModel):
    """A case. Amounts of the whole case are null for those who may not see every share."""

    id: int
    program: str = Field(examples=["ikz"])
    file_reference: str
    title: str
    lead: str = Field(description=gettext_noop("AGS of the lead municipality."))
    state: str = Field(description=gettext_noop("The state of the day."))
    participations: int | None = Field(
        description=gettext_noop("Bodies for which money is bound; null before the approval.")
    )
    applied_eur: Decimal | None
    committed_eur: Decimal | None
    paid_eur: Decimal | None
    published_eur: Decimal | None = Field(
        description=gettext_noop("Known from a publication alone, and not booked.")
    )


class ShareRow(ApiRow):
    """What is booked for one body in a case."""

    municipality_id: str
    share_eur: Decimal | None = Field(description=gettext_noop("Applied for or planned."))
    bound_eur: Decimal | None
    paid_eur: Decimal | None
    repaid_eur: Decimal | None


class DecisionRow(ApiRow):
    """A decision on a case."""

    kind: str
    decided_on: date | None
    notified_on: date | None
    final_on: date | None


class EntryRow(ApiRow):
    """A booking of a case."""

    booked_on: date
    kind: str
    municipality_id: str | None
    fiscal_year: int
    amount_eur: Decimal


class GrantCase(GrantRow):
    """A case with its parts, as on its page."""

    partners: list[str] = Field(description=gettext_noop("AGS of the bodies that take part."))
    period_start: date | None
    period_end: date | None
    shares: list[ShareRow]
    decisions: list[DecisionRow]
    entries: list[EntryRow]


@router.get(
    "",
    **operation(
        LIST,
        DatedListPage[GrantRow],
        said=gettext_noop(
            "A municipality sees its own cases, from the notification on and after any embargo."
        ),
    ),
    summary=gettext_noop("Cases"),
)
@api_requires(SEE_ALL_MONEY, SEE_PROGRESS)
def list_grants(request: HttpRequest) -> HttpResponse:
    """A municipality sees its own cases, from the notification on and after any embargo."""
    LIST.check(request)
    at = LIST.day(request)
    cases = cases_seen(request.user, at=at).select_related("program")
    rows, after = rows_at(LIST.filtered(request, cases), LIST.place(request))
    items = [GrantRow(**_values(row, request.user)) for row in rows]
    return answer(request, DatedListPage[GrantRow](items=items, next=after, stand=at.day))


@router.get(
    "/{int:pk}",
    **operation(
        ONE,
        GrantCase,
        said=gettext_noop(
            "Shares and bookings of one's own bodies, or all for those who may see all money."
        ),
    ),
    summary=gettext_noop("One case"),
)
@api_requires(SEE_ALL_MONEY, SEE_PROGRESS)
def get_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Shares and bookings of one's own bodies, or all for those who may see all money."""
    ONE.check(request)
    visible = cases_seen(request.user, at=AsOf.today()).select_related("program")
    grant = get_object_or_404(visible, pk=pk)
    parts = parts_seen(grant, request.user, day=timezone.localdate())
    case = GrantCase(
        **_values(grant, request.user),
        partners=[part.municipality_id for part in parts.participations],
        period_start=grant.period_start,
        period_end=grant.period_end,
        shares=[ShareRow.model_validate(share) for share in parts.shares],
        decisions=[DecisionRow.model_validate(decision) for decision in parts.decisions],
        entries=[
            EntryRow(
                booked_on=entry.booked_on,
                kind=entry.kind,
                municipality_id=entry.municipality_id,
                fiscal_year=entry.line.fiscal_year,
                amount_eur=entry.amount_eur,
            )
            for entry in parts.entries
        ],
    )
    return answer(request, case)


def _values(grant: WithAnnotations[Grant, Amounts], user: Viewer) -> dict[str, Any]:
    amounts = whole_case(grant) if sees_whole_cases(user) else WholeCase()
    return {
        "id": grant.pk,
        "program": grant.program.code,
        "file_reference": grant.file_reference,
        "title": grant.title,
        "lead": grant.lead_id,
        "state": grant.state_then,
        "participations": grant.participations_bound,
        **asdict(amounts),
    }
