"""Select applications to a call, give a selection up, open the case of who was selected."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import APPROVE, PREPARE
from core.errors import RuleError
from core.formats import format_eur
from core.money import sum_eur
from programs.actions.signing import check_signatory
from programs.actions.way_back.returns import check_author, keep_return
from programs.choices import Act, CallDecisionKind, GrantState
from programs.models import Call, CallApplication, CallDecision, Grant, GrantBalance, Participation
from programs.queries.call import Ranking, ranking_of
from programs.queries.dates import check_row_day
from programs.rules.dates import Day


@transaction.atomic
def propose_selection(
    application: CallApplication, *, on: date, reason: str, by: User, at: datetime
) -> CallDecision:
    """Put the selection before a second person, with its reason; nothing is selected yet.

    Locks the call. Raises RuleError if scores are missing, no place is left for it beside those
    already proposed, or it was decided before.
    """
    locked, order = _lock(application)
    _check_may_prepare(by)
    _check_reason(reason)
    row = order.row_of(locked)
    if not row.is_eligible or row.selection is not None:
        raise RuleError(_("This application was decided or proposed already."), code="decided")
    if order.criteria and row.place.rank is None:
        message = _("%(number)s scores are missing. Enter them first.")
        raise RuleError(message % {"number": row.place.missing}, code="not_scored")
    check_row_day(Day.SELECTED, on, order.call, locked, field="on")
    proposed = sum(other.is_eligible and other.selection is not None for other in order.rows)
    if order.free - proposed <= 0:
        raise RuleError(_no_place(order.call), code="no_place")
    return CallDecision.objects.create(
        application=locked,
        kind=CallDecisionKind.SELECTION,
        reason=reason.strip(),
        effective_on=on,
        prepared_by=by,
        prepared_at=at,
    )


@transaction.atomic
def propose_withdrawal(
    application: CallApplication,
    *,
    on: date,
    reason: str,
    by: User,
    at: datetime,
    successor: CallApplication | None = None,
    out_of_turn_reason: str = "",
) -> CallDecision:
    """Put before a second person that a selection is given up, and who takes its place.

    The row stays and names its successor: the next in rank, or another one for a reason.
    Raises RuleError if the application is not selected, money is still bound for it, or the
    successor can no longer be selected or is chosen out of turn without a reason.
    """
    locked, order = _lock(application)
    _check_may_prepare(by)
    _check_reason(reason)
    row = order.row_of(locked)
    if not row.is_selected:
        raise RuleError(_("This application is not selected."), code="not_selected")
    if row.withdrawal is not None:
        raise RuleError(_("This application was decided or proposed already."), code="decided")
    check_row_day(Day.GIVEN_UP, on, locked, field="on")
    _check_no_money_bound(locked)
    if successor is not None:
        _check_may_follow(order, successor)
        follows = order.row_of(successor).application
        check_row_day(Day.SELECTED, on, order.call, follows, field="on")
        reason = _with_turn(order, successor, reason.strip(), out_of_turn_reason.strip())
    return CallDecision.objects.create(
        application=locked,
        kind=CallDecisionKind.WITHDRAWAL,
        reason=reason.strip(),
        effective_on=on,
        successor=successor,
        prepared_by=by,
        prepared_at=at,
    )


@transaction.atomic
def approve_call_decision(decision: CallDecision, *, by: User, at: datetime) -> None:
    """Sign what somebody else proposed; only now the application is selected or given up.

    Locks the call, so two approvals cannot fill its last place together.
    Raises RuleError with code "four_eyes" if `by` proposed it.
    """
    application, order = _lock(decision.application)
    locked = _lock_decision(decision)
    _check_may_approve(locked, application, by)
    if locked.kind == CallDecisionKind.SELECTION:
        _select(application, locked.effective_on)
    else:
        _check_no_money_bound(application)
        application.withdrawn_on = locked.effective_on
        application.successor = locked.successor
        application.save(update_fields=["withdrawn_on", "successor"])
        if locked.successor is not None:
            _check_may_follow(order, locked.successor)
            _succeed(locked, locked.successor, by=by, at=at)
    locked.approved_by, locked.approved_at = by, at
    locked.save(update_fields=["approved_by", "approved_at"])


@transaction.atomic
def return_call_decision(decision: CallDecision, *, by: User, at: datetime, reason: str) -> None:
    """Return a proposal that nobody signed to who made it, with the reason."""
    locked = _unsigned(decision)
    check_signatory(
        by,
        APPROVE,
        prepared_by=locked.prepared_by_id,
        bodies=bodies_of(locked.application, locked.successor),
        what=locked,
    )
    _remove(locked, by=by, at=at, reason=reason, is_withdrawn=False)


@transaction.atomic
def withdraw_call_decision(decision: CallDecision, *, by: User, at: datetime, reason: str) -> None:
    """Take back a proposal that nobody signed."""
    locked = _unsigned(decision)
    check_author(by, locked.prepared_by_id, locked, case=None)
    _remove(locked, by=by, at=at, reason=reason, is_withdrawn=True)


def _unsigned(decision: CallDecision) -> CallDecision:
    _lock(decision.application)
    locked = _lock_decision(decision)
    if locked.approved_at is not None:
        raise RuleError(_("This decision is approved already."), code="approved_already")
    return locked


def _remove(
    decision: CallDecision, *, by: User, at: datetime, reason: str, is_withdrawn: bool
) -> None:
    keep_return(
        Act.SELECTION,
        decision,
        by=by,
        at=at,
        reason=reason,
        is_withdrawn=is_withdrawn,
        prepared_by=decision.prepared_by_id,
    )
    decision.delete()


@transaction.atomic
def open_case(application: CallApplication, *, file_reference: str, title: str, by: User) -> Grant:
    """The case of a selected application, with all bodies that applied together.

    The case of a selection that was given up names this one as its successor.
    Raises RuleError if the application is not selected, has a case or is about to be given up.
    """
    locked, order = _lock(application)
    _check_may_prepare(by)
    row = order.row_of(locked)
    if not row.is_selected or locked.grant_id is not None:
        raise RuleError(
            _("A case is opened once, for an application that is selected."), code="not_selected"
        )
    if row.pending is not None:
        raise RuleError(_("This application was decided or proposed already."), code="decided")
    if locked.lead is None:
        raise RuleError(_("Name the municipality that applied first."), field="lead")
    program = order.call.program
    if Grant.objects.filter(program=program, file_reference=file_reference).exists():
        raise RuleError(
            _("This file reference exists in this program already."), field="file_reference"
        )
    grant = Grant.objects.create(
        program=program,
        file_reference=file_reference,
        title=title,
        lead=locked.lead,
        officer=by,
        received_on=locked.received_on,
        created_by=by,
    )
    bodies = [locked.lead, *(body for body in row.partners if body != locked.lead)]
    Participation.objects.bulk_create(
        Participation(grant=grant, municipality=body) for body in bodies
    )
    locked.grant = grant
    locked.save(update_fields=["grant"])
    given_up = CallApplication.objects.filter(successor=locked, grant__isnull=False).first()
    if given_up is not None and given_up.grant is not None:
        Grant.objects.filter(pk=given_up.grant.pk).update(withdrawn_successor=grant)
    return grant


def _lock(application: CallApplication) -> tuple[CallApplication, Ranking]:
    """The application and its call's order, the call locked until the commit."""
    call = Call.objects.select_for_update(of=("self",)).get(pk=application.call_id)
    order = ranking_of(call)
    return order.row_of(application).application, order


def _lock_decision(decision: CallDecision) -> CallDecision:
    locked = CallDecision.objects.select_for_update(of=("self",)).filter(pk=decision.pk).first()
    if locked is None:
        raise RuleError(
            _("This proposal was replaced or thrown away. Look at the case again."), code="replaced"
        )
    return locked


def _select(application: CallApplication, on: date) -> None:
    application.selected_on = on
    try:
        with transaction.atomic():
            application.save(update_fields=["selected_on"])
    except IntegrityError as error:
        if getattr(error.__cause__, "diag", None) is None:
            raise
        name = error.__cause__.diag.constraint_name  # type: ignore[union-attr]  # psycopg2's
        if name != "call_within_places":
            raise
        raise RuleError(_no_place(application.call), code="no_place") from error


def _succeed(
    withdrawal: CallDecision, successor: CallApplication, *, by: User, at: datetime
) -> None:
    """Select the successor by the same two people."""
    _select(successor, withdrawal.effective_on)
    message = _("In the place of %(name)s: %(reason)s")
    CallDecision.objects.create(
        application=successor,
        kind=CallDecisionKind.SELECTION,
        reason=message % {"name": withdrawal.application, "reason": withdrawal.reason},
        effective_on=withdrawal.effective_on,
        prepared_by=withdrawal.prepared_by,
        prepared_at=withdrawal.prepared_at,
        approved_by=by,
        approved_at=at,
    )


def _check_may_prepare(by: User) -> None:
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow preparing decisions."), code="not_allowed")


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleError(_("Give a reason."), field="reason", code="no_reason")


def _check_may_approve(decision: CallDecision, application: CallApplication, by: User) -> None:
    if decision.approved_at is not None:
        raise RuleError(_("This decision is approved already."), code="approved_already")
    check_signatory(
        by,
        APPROVE,
        prepared_by=decision.prepared_by_id,
        bodies=bodies_of(application, decision.successor),
        what=decision,
    )


def bodies_of(*applications: CallApplication | None) -> set[str | None]:
    """The keys (AGS) of the bodies that applied, alone or together."""
    return {
        ags
        for application in applications
        if application is not None
        for ags in (application.lead_id, *(body.pk for body in application.partners.all()))
    }


def _check_no_money_bound(application: CallApplication) -> None:
    if application.grant is None or application.grant.state == GrantState.DRAFT:
        return
    bound = sum_eur(
        GrantBalance.objects.filter(grant=application.grant).values_list("committed_eur", flat=True)
    )
    if bound:
        message = _(
            "%(amount)s are bound for the case %(case)s. Revoke its decision first, then give the "
            "selection up."
        )
        values = {"amount": format_eur(bound), "case": application.grant.file_reference}
        raise RuleError(message % values, code="money_bound")


def _check_may_follow(order: Ranking, successor: CallApplication) -> None:
    row = next((row for row in order.rows if row.application == successor), None)
    if row is None:
        raise RuleError(
            _("The successor did not apply to this call."), field="successor", code="foreign"
        )
    if not row.is_eligible or row.selection is not None:
        raise RuleError(
            _("The successor was decided or proposed already."), field="successor", code="decided"
        )


def _with_turn(order: Ranking, successor: CallApplication, reason: str, out_of_turn: str) -> str:
    """The reason with why this successor comes before its turn, where it does."""
    first = order.next_in_rank()
    if not first or successor in [row.application for row in first]:
        return reason
    if not out_of_turn:
        message = _("%(next)s is next in rank. Choose it, or say why another one follows.")
        names = ", ".join(str(row.application) for row in first)
        raise RuleError(message % {"next": names}, field="out_of_turn_reason", code="out_of_turn")
    message = _("%(reason)s Successor out of turn: %(why)s")
    return message % {"reason": reason, "why": out_of_turn}


def _no_place(call: Call) -> str:
    message = _("All %(places)s places of the call are taken or proposed.")
    return message % {"places": call.places}
