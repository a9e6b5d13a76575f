"""The page of a municipal body, and the way to one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.queries import Viewer, has_any_role
from accounts.roles import MUNICIPAL, SEE_ALL_MONEY, SEE_PROGRESS, SEE_STATE_MONEY
from core.as_of import AsOf
from core.formats import format_count, format_day
from core.money import ZERO
from core.standing import AsOfForm, dated
from municipalities.choices import RECIPIENT_KINDS, Kind
from municipalities.models import (
    Municipality,
    PopulationFigure,
    last_visit,
    municipalities_of,
)
from portal.municipality.desk import desk_tasks, paper_deadlines, unreported_task
from portal.municipality.news import news_of
from portal.municipality.progress_part import progress_part
from portal.progress.work_list_report import may_see_all
from portal.rollout_desk.desk import READ_EVERY_BODY
from portal.tables import (
    AllocationTable,
    ApplicationTable,
    ClosedCaseTable,
)
from programs.models import Grant
from programs.queries.deadlines import CLOSED, deadlines
from programs.queries.effect.grants import blueprints
from programs.queries.grant import allocations_of, is_booked, is_recorded
from programs.queries.in_kind import support_of
from programs.queries.municipal.contact import contacts_of
from programs.queries.owed import owed
from programs.tables.program import NotionalTable, ReceivedTable
from services.queries.progress import progress_of

SHOWN_OF_ALLOCATIONS = (
    "share_eur",
    "grant__title",
    "grant__file_reference",
    "grant__state",
    "grant__period_end",
    "grant__published_eur",
    "grant__program__name",
    "grant__program__code",
    "grant__program__contact_name",
    "grant__program__contact_email",
    "grant__program__contact_phone",
)


@requires(SEE_PROGRESS, by_area=True)
@dated
def municipality_page(request: HttpRequest, ags: str, *, as_of: AsOfForm) -> HttpResponse:
    """One body: its allocations (only for those who may see them), deadlines and progress."""
    body, former = with_predecessors(request, ags)
    at = as_of.at
    is_own = works_for(request.user, body)
    may_see = request.user.has_perm(SEE_ALL_MONEY) or is_own
    context: dict[str, Any] = {
        "page_title": body.full_name,
        "breadcrumbs": [
            (_("Municipalities and districts"), reverse("portal:municipality_list")),
            (body.full_name, ""),
        ],
        "body": body,
        "as_of_form": as_of,
        "day": at.day,
        "is_today": at.is_today,
        "facts": _facts(body, former),
        "may_see_money": may_see,
        "may_see_tasks": may_see_all(request.user) or is_own,
        "progress_part": progress_part(body, as_of, request.user),
        "reporting_url": _reporting_url(request, body),
        "towns_url": _towns_url(body),
        "sheet_url": reverse("portal:sheet", args=[body.ags]) if may_see else "",
        **_without_money(request, body, former, may_see=may_see, at=at),
        **(_money(request, body, former, at=at) if may_see else {}),
    }
    if is_own and at.is_today:
        told = context["deadlines"]
        due = [*paper_deadlines(request.user, body.ags, known=told), *told]
        due.sort(key=lambda deadline: deadline.day)
        context["desk_tasks"] = [
            *desk_tasks(due, request.user, today=at.day),
            *unreported_task(progress_of(body=body.ags, at=at), url=context["reporting_url"]),
        ]
        context["contacts"] = contacts_of(context["open_programs"])
        context |= _since_last_visit(request, body)
    return render(request, "portal/municipality.html", context)


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


def _money(
    request: HttpRequest, body: Municipality, former: list[Municipality], *, at: AsOf
) -> dict[str, Any]:
    """What is bound for the body, apart what it applied for; for the ministry and the body alone.

    Deadlines are those of today: which were open on a past day is not kept.
    """
    family = [body.ags, *(other.ags for other in former)]
    rows = list(allocations_of(family, request.user, at=at).only(*SHOWN_OF_ALLOCATIONS))
    booked, others = _divided(rows, is_booked)
    closed, running = _divided(booked, lambda row: row.state_then in CLOSED)
    recorded, applied = _divided(others, is_recorded)
    return {
        "allocations": AllocationTable(running),
        "closed_cases": ClosedCaseTable(closed),
        "applications": ApplicationTable(applied),
        "recorded": [row.grant for row in recorded],
        "open_programs": {row.grant.program for row in [*running, *applied]},
        **_amounts(booked),
        **open_dues(rows, family, at=at),
        "today": timezone.localdate(),
    }


def _divided(rows: list[Any], belongs: Callable[[Any], bool]) -> tuple[list[Any], list[Any]]:
    """Those that belong, and the others."""
    return [row for row in rows if belongs(row)], [row for row in rows if not belongs(row)]


def _amounts(booked: list[Any]) -> dict[str, Any]:
    """The sums of what is bound, and the part nobody was told of yet."""
    untold = [row for row in booked if not row.is_told]
    return {
        "bound_eur": _total(booked, "bound_eur"),
        "untold_eur": _total(untold, "bound_eur"),
        "untold_count": len(untold),
        "paid_eur": _total(booked, "paid_eur"),
        "repaid_eur": _total(booked, "repaid_eur"),
    }


def _total(rows: list[Any], name: str) -> Decimal:
    return sum((getattr(row, name) or ZERO for row in rows), ZERO)


def open_dues(rows: list[Any], family: list[str], *, at: AsOf) -> dict[str, Any]:
    """What the bodies of the `family` owe and by when they have to do what; today alone."""
    if not at.is_today:
        return {"reclaims": [], "deadlines": []}
    reclaimed = [row.grant for row in rows if row.has_reclaim]  # mostly none, which asks nothing
    debts = owed(reclaimed, bodies=family, today=at.day)
    return {
        "reclaims": [debt for debt in debts if debt.open_eur or debt.reclaim.settled_on is None],
        "deadlines": deadlines([row.grant for row in rows], bodies=family),
    }


def _without_money(
    request: HttpRequest,
    body: Municipality,
    former: list[Municipality],
    *,
    may_see: bool,
    at: AsOf,
) -> dict[str, Any]:
    """Support in kind and results of others; notional shares for those who may see the money.

    None of it stands in a sum of grants. Notional shares and results are those of today alone.
    """
    family = [body.ags, *(other.ags for other in former)]
    reused = Grant.reused_by.through.objects.filter(municipality__in=family).values("grant")
    results = Grant.objects.with_results().filter(Q(lead__in=family) | Q(pk__in=reused))
    in_kind, notional = support_of(family, at=at)
    sees_notional = may_see or request.user.has_perm(SEE_STATE_MONEY)
    return {
        "received": ReceivedTable(in_kind) if in_kind else None,
        "notional": NotionalTable(notional) if notional and sees_notional else None,
        "blueprints": blueprints(results) if at.is_today else [],
    }
