"""The page of a municipal body, and the way to one's own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.queries import Viewer, has_any_role
from accounts.roles import MUNICIPAL, SEE_ALL_MONEY, SEE_PROGRESS
from core.formats import format_count, format_day
from core.standing import AsOfForm, dated, standing
from municipalities.choices import RECIPIENT_KINDS, Kind
from municipalities.models import (
    Municipality,
    PopulationFigure,
    last_visit,
    municipalities_of,
)
from portal.municipality.cards import case_cards
from portal.municipality.case_parts import Cases, kept_parts, money, support
from portal.municipality.desk import desk_tasks, paper_deadlines, unreported_task
from portal.municipality.news import news_of
from portal.municipality.progress_part import progress_part
from portal.progress.work_list_report import may_see_all
from portal.rollout_desk.desk import READ_EVERY_BODY
from programs.queries.municipal.contact import contacts_of
from services.queries.progress import progress_of


@requires(SEE_PROGRESS, by_area=True)
@dated
def municipality_page(request: HttpRequest, ags: str, *, as_of: AsOfForm) -> HttpResponse:
    """One body: its allocations (only for those who may see them), deadlines and progress."""
    body, former = with_predecessors(request, ags)
    at = as_of.at
    is_own = works_for(request.user, body)
    may_see = request.user.has_perm(SEE_ALL_MONEY) or is_own
    family = (body.ags, *(other.ags for other in former))
    cases = Cases(family, request.user, may_see, at)
    stand = standing("progress", at=at)
    context: dict[str, Any] = {
        "page_title": body.full_name,
        "breadcrumbs": [
            (_("Municipalities and districts"), reverse("portal:municipality_list")),
            (body.full_name, ""),
        ],
        "body": body,
        "as_of_form": as_of,
        "facts": _facts(body, former),
        "may_see_tasks": may_see_all(request.user) or is_own,
        "progress_part": progress_part(body, as_of, request.user, stand),
        "reporting_url": _reporting_url(request, body),
        "towns_url": _towns_url(body),
        "sheet_url": reverse("portal:sheet", args=[body.ags]) if may_see else "",
    }
    if is_own and at.is_today:
        context |= _desk(request, body, cases, reporting_url=context["reporting_url"])
    else:
        context |= kept_parts(cases, stand)
    return render(request, "portal/municipality.html", context)


def _desk(
    request: HttpRequest, body: Municipality, cases: Cases, *, reporting_url: str
) -> dict[str, Any]:
    """What those who work for the body find on its page: kept for nobody."""
    context = {**money(cases), **support(cases)}
    told, at = context["deadlines"], cases.at
    due = [*paper_deadlines(request.user, body.ags, known=told), *told]
    due.sort(key=lambda deadline: deadline.day)
    context["desk_tasks"] = [
        *desk_tasks(due, request.user, today=at.day),
        *unreported_task(progress_of(body=body.ags, at=at), url=reporting_url),
    ]
    context["open_cases"] = case_cards(context["running"], due)
    context["contacts"] = contacts_of(context["open_programs"])
    return {
        **context,
        **_since_last_visit(request, body),
    }


@requires(SEE_PROGRESS, by_area=True)
def my_municipality(request: HttpRequest) -> HttpResponse:
    """Straight to the only body one works for, or a choice of several."""
    today = timezone.localdate()
    own = Municipality.objects.existing_on(today).filter(ags__in=municipalities_of(request.user))
    bodies = list(own.select_related("district"))
    if len(bodies) == 1:
        return redirect(bodies[0])
    return render(
        request,
        "portal/my_municipality.html",
        {"page_title": _("My municipality"), "bodies": bodies},
    )


def _since_last_visit(request: HttpRequest, body: Municipality) -> dict[str, Any]:
    """What is new since the person was here before; nothing on the first visit."""
    user: Any = request.user
    since = last_visit(user, body, at=timezone.now())
    return {"since": since, "news": news_of(body, user, since=since) if since else []}


def works_for(user: Viewer, body: Municipality) -> bool:
    return has_any_role(user, MUNICIPAL) and body.ags in municipalities_of(user)


def _towns_url(body: Municipality) -> str:
    return reverse("portal:towns", args=[body.ags]) if body.kind == Kind.DISTRICT else ""


def _reporting_url(request: HttpRequest, body: Municipality) -> str:
    """The body's reporting desk, for those whom it lets in."""
    may_open = request.user.has_perm(READ_EVERY_BODY) or works_for(request.user, body)
    if not may_open or body.kind not in RECIPIENT_KINDS:
        return ""
    return reverse("portal:reporting", args=[body.ags])


def with_predecessors(request: HttpRequest, ags: str) -> tuple[Municipality, list[Municipality]]:
    """The body and the bodies it succeeded; 404 where there is none of that key."""
    family = Municipality.objects.visible_to(request.user).with_predecessors(ags)
    figures = PopulationFigure.objects.filter(municipality=OuterRef("pk"), used_to__isnull=True)
    figure = figures.values(about=JSONObject(population="population", as_of="as_of", basis="basis"))
    known = family.select_related("district", "successor").annotate(figure=Subquery(figure[:1]))
    found = {body.ags: body for body in known.order_by()}
    if ags not in found:
        raise Http404
    return found.pop(ags), sorted(found.values(), key=lambda body: body.sort_name)


def _facts(body: Any, former: list[Municipality]) -> list[tuple[str, object]]:
    """Master data, with the figures' date and basis; unknown stays unknown."""
    inhabitants = _("unknown")
    if body.figure is not None:
        figure = PopulationFigure(
            **{**body.figure, "as_of": date.fromisoformat(body.figure["as_of"])}
        )
        inhabitants = (
            f"{format_count(figure.population)} "
            f"({format_day(figure.as_of)}, {figure.get_basis_display()})"
        )
    facts: list[tuple[str, object]] = [
        (_("AGS"), body.ags),
        (_("District"), body.district),
        (_("Inhabitants"), inhabitants),
    ]
    if body.valid_to:
        facts.append((_("Existed until"), format_day(body.valid_to)))
    if body.successor:
        facts.append((_("successor"), _link(body.successor)))
    if former:
        links = format_html_join(", ", "{}", ((_link(other),) for other in former))
        facts.append((_("Predecessors"), links))
    return facts


def _link(body: Municipality) -> str:
    return format_html('<a href="{}">{}, {}</a>', body.get_absolute_url(), body, body.ags)
