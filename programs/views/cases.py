"""The list of cases, as far as one may see them, with filters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from accounts.access import requires
from accounts.roles import SEE_ALL_MONEY, SEE_PROGRESS
from core.standing import AsOfForm, dated
from programs.filters import CaseSearchFilter
from programs.queries.seen.case import has_cases, listed
from programs.tables.grant import CaseListTable
from programs.views.pages import OF_THE_WHOLE_CASE, PER_PAGE


@requires(SEE_ALL_MONEY, SEE_PROGRESS, also=has_cases)
@dated
def case_list(request: HttpRequest, *, as_of: AsOfForm) -> HttpResponse:
    """Cases of the day: all for the ministry, a municipality's own."""
    sees_all = request.user.has_perm(SEE_ALL_MONEY)
    at = as_of.at
    grants = listed(request.user, at=at).select_related("lead", "program")
    case_filter = CaseSearchFilter(request.GET, queryset=grants)
    table = CaseListTable(case_filter.qs, exclude=() if sees_all else OF_THE_WHOLE_CASE)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(
        request,
        "programs/case_list.html",
        {
            "page_title": _("Grants") if sees_all else _("Grants of my municipality"),
            "as_of_form": as_of,
            "filter": case_filter,
            "table": table,
        },
    )
