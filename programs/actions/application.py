"""From the application to the recommendation, and how an application ends without a grant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.choices import check_offered
from core.database.rows import check_columns
from core.database.values import takes_values
from core.errors import RuleError
from core.forms.days import check_not_future
from programs.actions.letter import keep_decision_letter, keep_papers_letter
from programs.actions.moving import move
from programs.actions.retention import kept_until
from programs.actions.signing import SIGNED, lock_grant, sign
from programs.actions.way_back.returns import replaced_by, set_aside, settle_returns
from programs.choices import DecisionKind, NotificationKind
from programs.models import Decision, Directive, Grant, MissingPaper
from programs.permissions import check_may, check_may_receive
from programs.queries.dates import check_day
from programs.queries.delivery import delivered_on
from programs.rules.dates import Day, check_not_before_first
from programs.rules.transitions import is_allowed, target_of
from programs.terms.decision import check_list_is_done, check_no_paper_missing


@takes_values
@transaction.atomic
def submit_application(
    grant: Grant, *, received_on: date, applied_eur: Decimal | None, by: User, at: datetime
) -> None:
    """Record that an application came in; `applied_eur` is None where it names no amount."""
    case = lock_grant(grant)
    target = _target("submit", case, by)
    check_not_future(received_on, at=at, field="received_on")
    check_day(case, Day.RECEIVED, received_on, field="received_on")
    if applied_eur is not None and applied_eur <= 0:
        raise RuleError(_("Enter an amount of more than 0,00 €."), field="applied_eur")
    case.received_on, case.applied_eur = received_on, applied_eur
    move(case, target, "received_on", "applied_eur", on=received_on)


@transaction.atomic
def start_review(grant: Grant, *, by: User) -> None:
    """Begin to review an application; a case without an officer gets this one."""
    case = lock_grant(grant)
    target = _target("review", case, by)
    case.officer = case.officer or by
    move(case, target, "officer", on=None)


@transaction.atomic
def request_papers(
    grant: Grant, *, titles: Sequence[str], on: date, due_on: date, by: User, at: datetime
) -> list[MissingPaper]:
    """Ask for missing papers until a day. Raises RuleError if none is named."""
    case = lock_grant(grant)
    target = _target("ask", case, by)
    named = [title.strip() for title in titles if title.strip()]
    if not named:
        raise RuleError(_("Name the papers, one in each line."), field="titles")
    check_not_future(on, at=at)
    _check_titles(named)
    if due_on < on:
        raise RuleError(_("The deadline lies before the request."), field="due_on")
    papers = MissingPaper.objects.bulk_create(
        MissingPaper(grant=case, title=title, requested_on=on, due_on=due_on) for title in named
    )
    move(case, target, on=on)
    keep_papers_letter(case, papers, by=by, at=at)
    return papers


def _check_titles(titles: Iterable[str]) -> None:
    """Raise RuleError for a paper that its row does not hold, naming the line."""
    for number, title in enumerate(titles, start=1):
        try:
            check_columns(MissingPaper(title=title), {"title"})
        except RuleError as error:
            message = _("Line %(number)s, “%(title)s …”: %(why)s")
            values = {"number": number, "title": title[:40], "why": error.message}
            raise RuleError(message % values, field="titles", code="title") from error


@transaction.atomic
def resume_review(
    grant: Grant, *, received: Iterable[MissingPaper], on: date, by: User, at: datetime
) -> None:
    """Continue the review; the papers `received` came in `on` that day, the others stay open."""
    case = lock_grant(grant)
    target = _target("resume", case, by)
    check_not_future(on, at=at)
    asked_on = case.missing_papers.aggregate(last=Max("requested_on"))["last"]
    check_not_before_first(Day.PAPER_CAME, on, Day.PAPER_ASKED, asked_on, field="on")
    _note_papers(case, received, on)
    move(case, target, on=on)


@transaction.atomic
def receive_papers(
    grant: Grant, *, received: Iterable[MissingPaper], on: date, by: User, at: datetime
) -> None:
    """Record that papers came; once none is missing, a case that waited for them is reviewed on."""
    case = lock_grant(grant)
    check_may_receive(by, case)
    check_not_future(on, at=at)
    _note_papers(case, received, on)
    is_complete = not case.missing_papers.filter(received_on__isnull=True).exists()
    if is_complete and is_allowed("resume", case.state):
        move(case, target_of("resume", case.state), on=on)


def _note_papers(case: Grant, received: Iterable[MissingPaper], on: date) -> None:
    papers = case.missing_papers.filter(pk__in=[paper.pk for paper in received])
    for paper in papers.filter(received_on__isnull=True):
        check_day(case, Day.PAPER_CAME, on, field="on", rows=[paper])
        paper.received_on = on
        paper.save(update_fields=["received_on"])


@transaction.atomic
def recommend_grant(
    grant: Grant, *, complete_on: date, by: User, at: datetime, checked: Sequence[str] = ()
) -> None:
    """Mark a case as ready for its decision, complete since a day.

    Raises RuleError naming the first point of the program's check list that is not `checked`,
    and every paper that is still missing.
    """
    case = lock_grant(grant)
    target = _target("recommend", case, by)
    check_list_is_done(case, checked)
    check_no_paper_missing(case)
    check_not_future(complete_on, at=at, field="complete_on")
    check_day(case, Day.COMPLETE, complete_on, field="complete_on")
    case.checklist_done, case.complete_on = list(checked), complete_on
    move(case, target, "checklist_done", "complete_on", on=complete_on)


@transaction.atomic
def withdraw_application(
    grant: Grant, *, on: date, by: User, at: datetime, retention_until: date | None = None
) -> None:
    """Record that the applicant withdrew the application; its retention runs from that day.

    A rejection that nobody signed has lost its object and goes.
    """
    case = lock_grant(grant)
    target = _target("withdraw", case, by)
    check_not_future(on, at=at)
    check_day(case, Day.WITHDRAWN, on, field="on")
    why = _("The applicant withdrew the application.")
    set_aside(case, [DecisionKind.REJECTION], by=by, at=at, reason=why)
    case.withdrawn_on = on
    case.retention_until = kept_until(case, on, typed=retention_until)
    move(case, target, "withdrawn_on", "retention_until", on=on)


@transaction.atomic
def propose_rejection(grant: Grant, *, reason: str, by: User, at: datetime) -> Decision:
    """Put a rejection with its reason before a second person; the case stays where it is."""
    case = lock_grant(grant)
    target_of("reject", case.state)
    check_may("propose", by, case)
    if not reason.strip():
        raise RuleError(_("Give the reason for the rejection."), field="reason")
    check_day(case, Day.PROPOSED, timezone.localdate(at), field="complete_on")
    settle_returns(case, at=at)
    set_aside(case, [DecisionKind.REJECTION], by=by, at=at, reason=replaced_by(reason))
    return Decision.objects.create(
        grant=case,
        kind=DecisionKind.REJECTION,
        reason=reason,
        prepared_by=by,
        prepared_at=at,
        appeal_notice=_appeal_notice(case, timezone.localdate(at)),
    )


def _appeal_notice(case: Grant, day: date) -> str:
    """The instruction of the directive of the case, else of that in force when it came."""
    in_force = Directive.objects.valid_on(case.program, case.received_on or day)
    directive = case.directive or in_force.first()
    return directive.appeal_notice if directive else ""


@transaction.atomic
def reject_application(
    grant: Grant,
    *,
    by: User,
    at: datetime,
    decided_on: date | None = None,
    backdating_reason: str = "",
) -> None:
    """Sign the proposed rejection. Raises RuleError "four_eyes" for who proposed it."""
    case = lock_grant(grant)
    target = target_of("reject", case.state)
    decision = proposed_rejection(case)
    if decision is None:
        raise RuleError(_("Nobody proposed to reject this case."), code="not_prepared")
    decision.grant = case
    sign(decision, by=by, at=at, decided_on=decided_on, backdating_reason=backdating_reason)
    decision.save(update_fields=SIGNED)
    move(case, target, on=decision.decided_on)
    keep_decision_letter(decision, by=by, at=at)


def proposed_rejection(grant: Grant) -> Decision | None:
    """The rejection that waits for its second signature."""
    return next(
        (d for d in _rejections(grant) if d.prepared_at is not None and d.approved_at is None), None
    )


def unsent_rejection(grant: Grant) -> Decision | None:
    """The signed rejection whose sending is not recorded."""
    return next(
        (d for d in _rejections(grant) if d.approved_at is not None and d.notified_on is None), None
    )


def _rejections(grant: Grant) -> list[Decision]:
    return [d for d in grant.decisions.all() if d.kind == DecisionKind.REJECTION]


@transaction.atomic
def notify_rejection(
    grant: Grant,
    *,
    on: date,
    by: User,
    at: datetime,
    kind: NotificationKind = NotificationKind.POST,
    retention_until: date | None = None,
) -> None:
    """Record that the rejection was sent.

    The time for an appeal runs from its delivery, the retention of the case from the sending.
    """
    check_offered(kind, NotificationKind, field="kind")
    case = lock_grant(grant)
    check_may("notify", by, case)
    decision = unsent_rejection(case)
    if decision is None:
        raise RuleError(_("There is no signed rejection to send."), code="not_prepared")
    check_not_future(on, at=at)
    check_day(case, Day.NOTIFIED, on, field="on", rows=[decision])
    decision.notified_on, decision.notification_kind = on, kind
    decision.delivered_on = delivered_on(on, kind)
    decision.save(update_fields=["notified_on", "notification_kind", "delivered_on"])
    case.retention_until = kept_until(case, on, typed=retention_until)
    case.save(update_fields=["retention_until", "search_text"])


def processing_days(grant: Grant, *, today: date) -> int | None:
    """Days from the complete papers (or the receipt) to the decision, or until today.

    None while nothing was received. Target: docs/rules/application.md.
    """
    begun = grant.complete_on or grant.received_on
    if begun is None:
        return None
    kinds = (DecisionKind.INITIAL, DecisionKind.REJECTION)
    decided = (d.decided_on for d in grant.decisions.all() if d.kind in kinds and d.decided_on)
    ended = next(decided, None) or grant.withdrawn_on or today
    return (ended - begun).days


def _target(verb: str, case: Grant, by: User) -> str:
    target = target_of(verb, case.state)
    check_may(verb, by, case)
    return target
