"""One service in one body: what is reported of it, and every report there was."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.models import RoleAssignment
from accounts.roles import SEE_PROGRESS
from core.errors import RuleError
from core.formats import format_day
from core.sending.seen import show_refusal
from portal.rollout_desk.desk import Desk, desk_of
from portal.rollout_desk.maturity import is_unnamed, model_of, rating_of
from portal.rollout_desk.rows import ServiceRow, services_of
from portal.rollout_desk.seen import check_reports_shown, reports_version
from portal.rollout_desk.state import StateForm
from programs.queries.connecting import ways_to_connect
from services.models import MaturityModel, OzgService, RolloutEvent
from services.queries.service import reusable_for

LONGEST_SUBJECT = 100  # letters that the finder takes


@dataclass(frozen=True)
class Entry:
    """A line of the history: the event, the roles of who recorded it, whether it was replaced."""

    event: RolloutEvent
    roles: str
    is_replaced: bool


@requires(SEE_PROGRESS)
def reporting_service(request: HttpRequest, ags: str, ozg_id: str) -> HttpResponse:
    """Report one service, and read every report of it."""
    desk = desk_of(request, ags)
    service = services_of(desk.body, desk.day).filter(pk=ozg_id).first()
    if service is None:
        raise Http404
    history = _history(desk, service)
    event = next((e.event for e in history if e.event.valid_to is None), None)
    model, models = model_of((request.POST or request.GET).get("modell", ""), event)
    form = _form(request, desk, event, model)
    if form is not None and form.is_bound and form.is_valid() and _written(request, form, service):
        return redirect(desk.url("reporting_service", service.pk))
    context = {
        **desk.page(service.name, desk.way),
        "page_lead": desk.body.full_name,
        "facts": _facts(ServiceRow(service, event), models),
        "seen": reports_version(desk, service.pk),
        "model": model,
        "unnamed_criteria": model is not None and any(map(is_unnamed, model.criteria)),
        "models": models,
        "history": history,
        "ways": ways_to_connect(reusable_for(service, desk.day)),
        "partners_url": _partners_url(desk, service),
        **_fields(form),
    }
    return render(request, "portal/rollout_desk/service.html", context)


def _partners_url(desk: Desk, service: OzgService) -> str:
    """The finder of bodies nearby that work on the service."""
    asked = {"kommune": desk.body.ags, "thema": service.name[:LONGEST_SUBJECT]}
    return f"{reverse('portal:partners')}?{urlencode(asked)}"


def _form(
    request: HttpRequest, desk: Desk, event: RolloutEvent | None, model: MaturityModel | None
) -> StateForm | None:
    """The form for those who may write, filled where it was sent; PermissionDenied for others."""
    if request.method == "POST":
        desk.require_writer()
        return StateForm(request.POST, desk=desk, event=event, model=model)
    return StateForm(None, desk=desk, event=event, model=model) if desk.may_write else None


def _fields(form: StateForm | None) -> dict[str, object]:
    """The form and its fields in the groups in which the page shows them."""
    if form is None:
        return {"form": None, "state_fields": [], "desk_fields": [], "criteria": []}
    return {
        "form": form,
        "state_fields": form.state_fields,
        "desk_fields": [form[name] for name in ("day", "reason") if name in form.fields],
        "criteria": form.criteria_fields,
    }


def _written(request: HttpRequest, form: StateForm, service: OzgService) -> bool:
    """Whether the report was recorded; otherwise the form says why not."""
    day = form.cleaned_data["day"]
    try:
        with transaction.atomic():
            check_reports_shown(request, form.desk, service.pk)
            recorded = form.desk.record([form.change(service)], day=day, reason=form.why)
    except RuleError as error:
        show_refusal(form, error)
        return False
    if recorded.written:
        said = _("Recorded, valid from %(day)s.") % {"day": format_day(day)}
        messages.success(request, said)
    else:
        messages.info(request, _("Nothing changes: this was reported already."))
    return True


def _facts(row: ServiceRow, models: list[MaturityModel]) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        (_("OZG id"), row.service.pk),
        (_("Theme field"), row.service.theme_field),
        (_("State"), row.state.label),
        (_("Last report"), format_day(row.reported_on) if row.event else _("not reported")),
    ]
    rating = rating_of(row.event, models)
    if rating is None:
        return [*facts, (_("Maturity level"), _("not rated"))]
    return [
        *facts,
        (_("Maturity level"), f"{rating.level} ({rating.model})"),
        (_("Held down by"), rating.held_by),
    ]


def _history(desk: Desk, service: OzgService) -> list[Entry]:
    """Every event, the newest day first; people appear by their role alone."""
    events = list(
        RolloutEvent.objects.visible_to(desk.user)
        .filter(municipality=desk.body, service=service)
        .order_by("-valid_from", "-pk")
    )
    people = {event.recorded_by_id for event in events}
    roles = list(RoleAssignment.objects.filter(user__in=people, approved_at__isnull=False))
    return [
        Entry(
            event,
            ", ".join(
                sorted(
                    str(held.get_role_display())
                    for held in roles
                    if held.user_id == event.recorded_by_id and _held(held, event)
                )
            ),
            event.valid_to == event.valid_from,
        )
        for event in events
    ]


def _held(role: RoleAssignment, event: RolloutEvent) -> bool:
    """Whether the role was in force when the event was recorded."""
    since, until = role.approved_at, role.withdrawn_at
    at = event.recorded_at
    return since is not None and since <= at and (until is None or at < until)
