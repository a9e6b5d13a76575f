"""When a decision becomes final: the end of the time for an appeal, or a waiver."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleError
from core.formats import format_day
from core.forms.days import check_not_future
from programs.actions.moving import move
from programs.actions.signing import lock_grant
from programs.choices import DecisionKind, GrantState
from programs.models import Decision, Grant
from programs.permissions import check_may
from programs.queries.dates import check_day
from programs.rules.dates import Day, check_not_before_first
from programs.rules.transitions import target_of
from programs.terms.finality import final_day


@transaction.atomic
def finalise_grant(
    grant: Grant, *, on: date, by: User, at: datetime, waived_on: date | None = None
) -> None:
    """Record that the decision is final: by time, or from the day the appeal was waived.

    Raises RuleError if the time is not over and nobody waived the appeal.
    """
    case = lock_grant(grant)
    target = target_of("finalise", case.state)
    check_may("finalise", by, case)
    decision = case.decisions.select_for_update(of=("self",)).get(kind=DecisionKind.INITIAL)
    decision.grant = case
    _check_days(on, waived_on, at)
    is_objected = case.state == GrantState.OBJECTED
    _make_final(decision, on=on, waived_on=waived_on, is_objected=is_objected)
    move(case, target, on=on)


def _make_final(decision: Decision, *, on: date, waived_on: date | None, is_objected: bool) -> None:
    if waived_on is None and is_objected:
        raise RuleError(
            _("An appeal is open. Enter the day it was withdrawn or decided."),
            field="waived_on",
            code="appeal_open",
        )
    if waived_on is None:
        _check_time_is_over(decision, on)
    check_day(decision.grant, Day.WAIVED, waived_on, field="waived_on", rows=[decision])
    decision.appeal_waived_on = waived_on
    decision.final_on = waived_on or final_day(decision)
    decision.save(update_fields=["appeal_waived_on", "final_on"])


def _check_days(on: date, waived_on: date | None, at: datetime) -> None:
    check_not_future(on, at=at)
    check_not_future(waived_on, at=at, field="waived_on")
    check_not_before_first(Day.FINAL, on, Day.WAIVED, waived_on, field="on")


def _check_time_is_over(decision: Decision, on: date) -> None:
    end = final_day(decision)
    if end is None:
        raise RuleError(
            _("The directive names no time for an appeal. Record the waiver of the appeal."),
            field="waived_on",
        )
    if on <= end:
        message = _("The time for an appeal ends on %(day)s. Wait, or record the waiver.")
        if not decision.appeal_notice.strip():
            message = _(
                "The decision bears no instruction on appeal: its time ends on %(day)s only "
                "(§ 58 (2) VwGO). Wait, or record the waiver."
            )
        raise RuleError(message % {"day": format_day(end)}, field="on", code="not_final")


@transaction.atomic
def finalise_change(
    grant: Grant,
    *,
    on: date,
    by: User,
    at: datetime,
    waived_on: date | None = None,
    decision: Decision | None = None,
) -> None:
    """Record that a notified change is final; what an amendment adds may be drawn from then on.

    Without `decision` the first one that waits is meant. Raises RuleError if the time is not over
    and nobody waived the appeal, or an appeal is open.
    """
    case = lock_grant(grant)
    check_may("finalise", by, case)
    waiting = locked(unfinal_changes(case))
    found = (waiting.filter(pk=decision.pk) if decision else waiting).first()
    if found is None:
        raise RuleError(_("No notified change waits for its finality."), code="nothing_open")
    found.grant = case
    _check_days(on, waived_on, at)
    is_objected = found.objected_on is not None
    _make_final(found, on=on, waived_on=waived_on, is_objected=is_objected)


def unfinal_changes(grant: Grant) -> list[Decision]:
    """The amendments, endings and rejections that were notified and are not final."""
    told = (d for d in grant.decisions.all() if d.notified_on is not None and d.final_on is None)
    return [decision for decision in told if decision.kind != DecisionKind.INITIAL]


def locked(decisions: Iterable[Decision]) -> QuerySet[Decision]:
    """The decisions as they stand, locked until the commit."""
    keys = [decision.pk for decision in decisions]
    return Decision.objects.select_for_update(of=("self",)).filter(pk__in=keys)
