"""Roll-outs of one body over the API: what it reported, and reporting more, by the desk's rules."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Header, Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from accounts.api import KeyAuth, api_requires
from accounts.roles import SEE_PROGRESS
from core.api.answer import REFUSALS, ApiRow, ListPage, answer, operation
from core.api.problem import Errors, Problem, Refused, unfit
from core.api.query import Query, rows_at
from core.sending.sent_once import claim_key
from portal.rollout_desk.desk import Desk, desk_of
from portal.rollout_desk.forms import LONGEST_REASON
from portal.rollout_desk.rows import ServiceRow, current_events, services_of
from services.actions import RolloutChange, RolloutError
from services.filters import ServiceFilter

router = Router(auth=KeyAuth(), tags=["rollouts"])

MOST_CHANGES = 500
LONGEST_NOTE = 200
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z._-]{0,40}$")]

LIST = Query(ServiceFilter, is_paged=True)
ONE = Query()


class RolloutRow(ApiRow):
    """A service the body is competent for, or reported of, and what holds of it today."""

    service: str = Field(description=gettext_noop("OZG id of the service."), examples=["10000"])
    is_competent: bool
    state: str = Field(description=gettext_noop("“not_reported” is not “not_started”."))
    since: date | None
    applicable: bool | None
    registered: bool | None
    configured: bool | None
    listed: bool | None
    integrated: bool | None
    live: bool | None
    paused: bool | None
    process: str | None
    maturity_model: str | None
    maturity_level: int | None


class ReportedChange(BaseModel):
    """What is known to be different for one service; what is left out or null stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    service: Code = Field(description=gettext_noop("OZG id of the service."), examples=["10000"])
    day: Annotated[date | None, Field(strict=False)] = Field(
        None, description=gettext_noop("From which day it holds; today where it is missing.")
    )
    applicable: bool | None = Field(None, description=gettext_noop("The body is competent."))
    registered: bool | None = None
    configured: bool | None = None
    listed: bool | None = None
    integrated: bool | None = None
    live: bool | None = Field(
        None, description=gettext_noop("Only what is set up and listed in the portal is online.")
    )
    paused: bool | None = None
    process: Code | None = Field(None, description=gettext_noop("Code of the online process."))
    maturity_model: Code | None = Field(None, examples=["2.0"])
    maturity_criteria: list[Annotated[int, Field(ge=0, le=99)]] | None = Field(
        None, max_length=50, description=gettext_noop("A level for every criterion of the model.")
    )
    note: Text = Field("", max_length=LONGEST_NOTE)


class RolloutReport(BaseModel):
    """A report: all of its changes are recorded, or none."""

    model_config = ConfigDict(extra="forbid", strict=True)

    changes: list[ReportedChange] = Field(min_length=1, max_length=MOST_CHANGES)
    reason: Text = Field(
        "",
        max_length=LONGEST_REASON,
        description=gettext_noop("For corrections by the ministry: what was wrong."),
    )


class Recorded(BaseModel):
    """What the report did."""

    written: int = Field(description=gettext_noop("States recorded."))
    unchanged: int = Field(description=gettext_noop("Changes that were reported already."))


REPORT: dict[str, Any] = {
    "response": {201: Recorded, **dict.fromkeys((*REFUSALS, 409), Problem)},
    "summary": gettext_noop("Report roll-outs"),
    "openapi_extra": {
        "x-said": gettext_noop(
            "By the same rules as the form. The same key again, within a week, writes nothing and "
            "gets the first answer; with another report it is refused."
        )
    },
}


@router.get(
    "/{ags}/rollouts",
    **operation(
        LIST,
        ListPage[RolloutRow],
        said=gettext_noop(
            "The list of the body's own page: its people see it, the ministry and auditors."
        ),
    ),
    summary=gettext_noop("What a body has reported"),
)
@api_requires(SEE_PROGRESS)
def list_rollouts(request: HttpRequest, ags: str) -> HttpResponse:
    """The list of the body's own page: its people see it, the ministry and auditors."""
    LIST.check(request)
    desk = desk_of(request, ags)
    events = current_events(desk.body)
    found = ServiceFilter(request.GET, queryset=services_of(desk.body, desk.day), events=events)
    if not found.is_valid():
        raise unfit(found.form.errors)
    rows, after = rows_at(found.qs, LIST.place(request))
    items = [_row(ServiceRow(service, events.get(service.pk))) for service in rows]
    return answer(request, ListPage[RolloutRow](items=items, next=after))


@router.post("/{ags}/rollouts", **REPORT)
@api_requires(SEE_PROGRESS)
def report_rollouts(
    request: HttpRequest,
    ags: str,
    report: RolloutReport,
    idempotency_key: Annotated[uuid.UUID, Header(alias="Idempotency-Key")],
) -> HttpResponse:
    """By the same rules as the form. The same key again, within a week, writes nothing and gets the
    first answer; with another report it is refused.
    """
    ONE.check(request)
    desk = desk_of(request, ags)
    desk.require_writer()
    digest = hashlib.sha256(f"{request.path} {report.model_dump_json()}".encode()).hexdigest()
    with transaction.atomic():
        sent, is_first = claim_key(request, idempotency_key, digest)
        if is_first:
            sent.told = _recorded(desk, report).model_dump(mode="json")
            sent.save(update_fields=["told"])
        elif sent.digest != digest:
            raise _other_report()
    return HttpResponse(
        Recorded.model_validate(sent.told).model_dump_json(),
        status=HTTPStatus.CREATED,
        content_type="application/json",
    )


def _recorded(desk: Desk, report: RolloutReport) -> Recorded:
    """Record the report as the form does. Refuses it as a whole, naming each change."""
    changes = [
        RolloutChange(
            desk.body.ags,
            row=number,
            **change.model_dump(),
        )
        for number, change in enumerate(report.changes, start=1)
    ]
    try:
        recorded = desk.record(changes, day=desk.day, reason=report.reason)
    except RolloutError as error:
        errors: Errors = {}
        for problem in error.problems:
            place = f"changes.{problem.row - 1}.{problem.field}"
            errors.setdefault(place, []).append(problem.message)
        raise unfit(errors) from error
    return Recorded(written=recorded.written, unchanged=recorded.unchanged)


def _other_report() -> Refused:
    message = _("This key was used for another report. Take a new key for each report.")
    return Refused(HTTPStatus.CONFLICT, "key-used", message)


def _row(row: ServiceRow) -> RolloutRow:
    event = row.event
    flags = ("applicable", "registered", "configured", "listed", "integrated", "live", "paused")
    return RolloutRow(
        service=row.service.pk,
        is_competent=row.is_competent,
        state=row.state.value,
        since=row.since,
        process=event.process_id if event else None,
        maturity_model=event.maturity_model_id if event else None,
        maturity_level=row.level,
        **{name: getattr(event, name, None) for name in flags},
    )
