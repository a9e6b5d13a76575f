"""The roll-up of the budget: sums by funding program or fiscal year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import BaseModel, Field

from accounts.api import KeyAuth, api_requires
from accounts.roles import SEE_STATE_MONEY
from core.api.answer import ApiRow, answer, is_known, not_modified, operation, version_of_rollup
from core.api.problem import unfit
from core.api.query import Query
from core.forms.fields import UNKNOWN_ROW
from core.standing import standing
from programs.models import LedgerEntry, Program
from programs.queries.budget.figures import budget

router = Router(auth=KeyAuth(), tags=["rollups"])


class BudgetQuestion(forms.Form):
    """What the sums are of."""

    gliederung = forms.ChoiceField(
        label=_("Breakdown"),
        required=False,
        choices=[
            ("program", _("Funding program")),
            ("year", _("Fiscal year")),
            ("total", _("Total")),
        ],
    )
    programm = forms.ModelChoiceField(
        label=_("Code of the funding program"),
        required=False,
        queryset=Program.objects.all(),
        to_field_name="code",
        error_messages=UNKNOWN_ROW,
    )


QUERY = Query(BudgetQuestion, is_dated=True)


class BudgetRow(ApiRow):
    """Sums in euros. open = committed - paid; free = available - committed."""

    program: str
    program_name: str
    fiscal_year: int | None
    appropriated_eur: Decimal
    carried_over_eur: Decimal
    blocked_eur: Decimal
    available_eur: Decimal
    committed_eur: Decimal
    drawn_eur: Decimal
    paid_eur: Decimal
    repaid_eur: Decimal
    open_eur: Decimal
    free_eur: Decimal
    grants: int
    participations: int


class BudgetAnswer(BaseModel):
    """The rows of the roll-up, and how well they are checked."""

    stand: date
    standing: str = Field(
        description=gettext_noop("As of when, and what the independent second computation found.")
    )
    items: list[BudgetRow]


@router.get(
    "/budget", **operation(QUERY, BudgetAnswer), summary=gettext_noop("Roll-up of the budget")
)
@api_requires(SEE_STATE_MONEY)
def get_budget(request: HttpRequest) -> HttpResponse:
    """The version of the answer is known from the roll-up, so “not modified” costs no sums."""
    QUERY.check(request)
    at = QUERY.day(request)
    form = BudgetQuestion(request.GET)
    if not form.is_valid():
        raise unfit(form.errors)
    version = version_of_rollup(
        request, "budget", named_by=(Program,), ledger=LedgerEntry, who=[at.day.isoformat()]
    )
    if is_known(request, version):
        return not_modified(version)
    program = form.cleaned_data["programm"]
    found = budget(
        form.cleaned_data["gliederung"] or "program",
        at=at,
        program=program.code if program else "",
    )
    items = [BudgetRow.model_validate(row) for row in found]
    body = BudgetAnswer(stand=at.day, standing=str(standing("budget", at=at)), items=items)
    return answer(request, body, version=version)
