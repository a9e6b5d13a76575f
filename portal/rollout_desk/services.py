"""All services of one body on a page: what it reported, and one change for many of them."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import requires
from accounts.roles import SEE_PROGRESS
from core.as_of import AsOf
from core.errors import RuleError
from core.formats import format_day
from core.http.buttons import pressed_on
from portal.rollout_desk.changes import StateChange
from portal.rollout_desk.desk import Desk, desk_of
from portal.rollout_desk.forms import BulkForm
from portal.rollout_desk.rows import filtered
from portal.rollout_desk.seen import check_reports_shown, reports_version, tell
from portal.rollout_desk.trial import Trial, refused_without_report, try_changes
from services.actions import confirm_unchanged
from services.queries.reported import last_reports


@requires(SEE_PROGRESS)
def reporting(request: HttpRequest, ags: str) -> HttpResponse:
    """The services a body is competent for, with the last report of each and of all."""
    desk = desk_of(request, ags)
    return _list(request, desk, BulkForm(desk=desk) if desk.may_write else None)


@requires(SEE_PROGRESS)
@pressed_on("portal:reporting", "ags")
def reporting_bulk(request: HttpRequest, ags: str) -> HttpResponse:
    """Say what one change does to the chosen services; write it on the second click."""
    desk = desk_of(request, ags)
    desk.require_writer()
    form = BulkForm(request.POST, desk=desk)
    chosen = _chosen(request, desk)
    if form.is_valid() and not chosen:
        form.add_error(None, _("No service is chosen. Tick the services the change holds for."))
    if not form.is_valid():
        return _list(request, desk, form, frozenset(chosen))
    changes, day = form.changes(chosen), form.cleaned_data["day"]
    if "_confirmed" in request.POST:
        try:
            with transaction.atomic():
                check_reports_shown(request, desk)
                recorded = desk.record(changes, day=day, reason=form.why)
        except RuleError as error:
            tell(request, error)
        else:
            said = ngettext(
                "%(count)s service changed.", "%(count)s services changed.", recorded.written
            )
            messages.success(request, said % {"count": recorded.written})
            return redirect(desk.url("reporting"))
    trial = try_changes(desk, changes, day=day, reason=form.why)
    trial.refused.extend(refused_without_report(form.without_report(chosen), day))
    return _confirmation(request, desk, form, trial)


@requires(SEE_PROGRESS)
@pressed_on("portal:reporting", "ags")
def reporting_unchanged(request: HttpRequest, ags: str) -> HttpResponse:
    """“Nothing changed”: everything the body has reported holds today."""
    desk = desk_of(request, ags)
    if not desk.reports:
        raise PermissionDenied
    try:
        with transaction.atomic():
            check_reports_shown(request, desk)
            confirm_unchanged(desk.body, by=desk.user, at=desk.at)
    except RuleError as error:
        tell(request, error)
    else:
        messages.success(request, _("Thank you. It is noted that nothing has changed."))
    return redirect(desk.url("reporting"))


def _chosen(request: HttpRequest, desk: Desk) -> list[str]:
    """The ticked services, or all that the filter shows; only those of this body, each once."""
    _filter, shown, everything = filtered(request, desk.body, desk.day)
    if "all_shown" in request.POST:
        return [row.service.pk for row in shown]
    ticked = set(request.POST.getlist("service"))
    return [row.service.pk for row in everything if row.service.pk in ticked]


def _list(
    request: HttpRequest, desk: Desk, form: BulkForm | None, ticked: frozenset[str] = frozenset()
) -> HttpResponse:
    found, rows, everything = filtered(request, desk.body, desk.day)
    context = {
        **desk.page(_("Roll-out state")),
        "page_lead": desk.body.full_name,
        "filter": found,
        "rows": rows,
        "total": len(everything),
        "owed": sum(row.is_competent for row in everything),
        "reported": sum(row.is_competent and row.event is not None for row in everything),
        "has_reports": any(row.event is not None for row in everything),
        "last_report": _last_report(desk),
        "form": form,
        "seen": reports_version(desk),
        "ticked": ticked,
        "bulk_url": f"{desk.url('reporting_bulk')}?{request.GET.urlencode()}",
    }
    return render(request, "portal/rollout_desk/list.html", context)


def _last_report(desk: Desk) -> date | None:
    return last_reports([desk.body.ags], at=AsOf.today()).get(desk.body.ags)


def _confirmation(request: HttpRequest, desk: Desk, form: BulkForm, trial: Trial) -> HttpResponse:
    context = {
        **desk.page(_("Check the change"), desk.way),
        "page_lead": _("Nothing is written yet."),
        "form": form,
        "seen": reports_version(desk),
        "trial": trial,
        "facts": [
            (_("Chosen change"), StateChange(form.cleaned_data["change"]).label),
            (_("From which day"), format_day(form.cleaned_data["day"])),
        ],
    }
    return render(request, "portal/rollout_desk/confirm.html", context)
