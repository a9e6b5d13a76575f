"""How a decided grant ends early: revoked, annulled, lapsed; and appeals against it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.calendar import add_months
from core.choices import check_offered
from core.errors import RuleError
from core.formats import format_day, format_eur
from core.forms.days import check_not_future
from core.money import sum_eur
from programs.actions.decision.finality import locked, unfinal_changes
from programs.actions.letter import keep_decision_letter
from programs.actions.moving import move
from programs.actions.signing import (
    SIGNED,
    commit,
    lock_decision,
    lock_grant,
    needs_third_signature,
    sign,
)
from programs.actions.way_back.returns import replaced_by, set_aside, settle_returns
from programs.choices import DecisionKind
from programs.models import Decision, DecisionShare, Grant, Tranche
from programs.permissions import check_may
from programs.queries.dates import check_day
from programs.queries.proof import booked
from programs.queries.rests import unused_by_line
from programs.rules.dates import Day
from programs.rules.splitting import Table
from programs.rules.transitions import target_of
from programs.terms.amendment import check_all_sent
from programs.terms.claims import check_heard
from programs.terms.finality import final_day

VERBS = {
    DecisionKind.REVOCATION: "revoke",
    DecisionKind.ANNULMENT: "annul",
    DecisionKind.LAPSE: "lapse",
}
TAKEN_BACK_BY_DISCRETION = (DecisionKind.REVOCATION, DecisionKind.ANNULMENT)


@transaction.atomic
def propose_ending(
    grant: Grant,
    kind: DecisionKind,
    *,
    reason: str,
    by: User,
    at: datetime,
    known_on: date | None = None,
    hearing_on: date | None = None,
) -> Decision:
    """Put a revocation, annulment or lapse before a second person; one that waits is set aside.

    What is bound and not drawn will be released; what was paid is reclaimed afterwards. Raises
    RuleError without a reason, without a hearing, or later than the directive's months after the
    facts were known. Source: §§ 28, 48, 49 HVwVfG (docs/rules/reclaim.md).
    """
    check_offered(kind, VERBS, field="kind")
    case = lock_grant(grant)
    target_of(VERBS[kind], case.state)
    check_may("propose", by, case)
    check_all_sent(case)
    if not reason.strip():
        raise RuleError(_("Give the reason; discretion has to be explained."), field="reason")
    today = timezone.localdate(at)
    check_not_future(known_on, at=at, field="known_on")
    if kind in TAKEN_BACK_BY_DISCRETION:
        check_heard(case, hearing_on, today=today)
        _check_time(case, known_on, today)
    _check_nothing_half_paid(case)
    settle_returns(case, at=at)
    set_aside(case, VERBS, by=by, at=at, reason=replaced_by(reason))
    table = _released(case)
    lines = {line: sum_eur(parts.values()) for line, parts in table.items()}
    approved = booked(case).approved_eur
    decision = Decision.objects.create(
        grant=case,
        kind=kind,
        amount_eur=sum_eur(lines.values()),
        reason=reason.strip(),
        known_on=known_on,
        hearing_on=hearing_on,
        appeal_notice=case.directive.appeal_notice if case.directive else "",
        prepared_by=by,
        prepared_at=at,
        needs_third_signature=needs_third_signature(case, approved),
    )
    _set_parts(decision, table)
    return decision


@transaction.atomic
def approve_ending(
    decision: Decision,
    *,
    by: User,
    at: datetime,
    decided_on: date | None = None,
    backdating_reason: str = "",
) -> None:
    """Sign the ending: what is bound and not drawn goes back to its budget lines.

    The state and the shares change with its notification, when the recipients learn of it.
    """
    case = lock_grant(decision.grant)
    locked = lock_decision(decision)
    locked.grant = case
    target_of(VERBS[DecisionKind(locked.kind)], case.state)
    check_all_sent(case)
    _check_nothing_half_paid(case)
    if not sign(locked, by=by, at=at, decided_on=decided_on, backdating_reason=backdating_reason):
        return
    table = _released(case)
    locked.amount_eur = sum_eur(eur for parts in table.values() for eur in parts.values())
    _set_parts(locked, table)
    locked.save(update_fields=["amount_eur", *SIGNED])
    commit(locked, table, at=at)
    keep_decision_letter(locked, by=by, at=at)
    ended = _("Replaced: %(decision)s was signed.") % {"decision": locked.get_kind_display()}
    set_aside(case, DecisionKind, by=by, at=at, reason=ended)


@transaction.atomic
def record_appeal(grant: Grant, *, on: date, by: User, at: datetime) -> None:
    """Record an appeal against the initial decision that came in time; the case waits for its end.

    Raises RuleError if it lies outside the time for an appeal.
    """
    case = lock_grant(grant)
    target = target_of("object", case.state)
    check_may("object", by, case)
    decision = case.decisions.select_for_update(of=("self",)).get(kind=DecisionKind.INITIAL)
    decision.grant = case
    _object(decision, on, at)
    move(case, target, on=on)


@transaction.atomic
def record_change_appeal(decision: Decision, *, on: date, by: User, at: datetime) -> None:
    """Record an appeal against an amendment, ending or rejection; the state of the case stays.

    Raises RuleError if it lies outside the time for an appeal, or the decision is not notified,
    final or appealed against already.
    """
    case = lock_grant(decision.grant)
    check_may("object", by, case)
    waiting = locked(d for d in unfinal_changes(case) if d.objected_on is None)
    found = waiting.filter(pk=decision.pk).first()
    if found is None:
        raise RuleError(
            _("This decision waits for no appeal: it is not notified, final, or has one already."),
            code="nothing_open",
        )
    found.grant = case
    _object(found, on, at)


def _object(decision: Decision, on: date, at: datetime) -> None:
    end = final_day(decision)
    check_not_future(on, at=at)
    check_day(decision.grant, Day.OBJECTED, on, field="on", rows=[decision])
    if end is not None and on > end:
        message = _("The time for an appeal ended on %(day)s. Record the finality instead.")
        raise RuleError(message % {"day": format_day(end)}, field="on", code="too_late")
    decision.objected_on = on
    decision.save(update_fields=["objected_on"])


def _released(case: Grant) -> Table:
    """All that is bound and not drawn, as releases by budget line and municipality."""
    return {
        line: {ags: -eur for ags, eur in parts.items() if eur}
        for line, parts in unused_by_line(case).items()
        if any(parts.values())
    }


def _set_parts(decision: Decision, table: Table) -> None:
    """Write the decision's tranches and shares anew."""
    decision.tranches.all().delete()
    decision.shares.all().delete()
    sums: dict[str, list[int]] = {}
    for line, parts in table.items():
        for ags in parts:
            sums.setdefault(ags, []).append(line)
    Tranche.objects.bulk_create(
        Tranche(
            grant=decision.grant,
            decision=decision,
            line_id=line,
            amount_eur=sum_eur(parts.values()),
        )
        for line, parts in table.items()
    )
    DecisionShare.objects.bulk_create(
        DecisionShare(
            decision=decision,
            municipality_id=ags,
            amount_eur=sum_eur(table[line][ags] for line in lines),
        )
        for ags, lines in sums.items()
    )


def _check_time(case: Grant, known_on: date | None, today: date) -> None:
    if known_on is None:
        raise RuleError(
            _("Record since when the facts are known: the time runs from then."), field="known_on"
        )
    if case.directive is None:
        return
    end = add_months(known_on, case.directive.revocation_months)
    if today > end:
        message = _("The facts are known since %(known)s; the time for it ended on %(end)s.")
        values = {"known": format_day(known_on), "end": format_day(end)}
        raise RuleError(message % values, field="known_on", code="too_late")


def _check_nothing_half_paid(case: Grant) -> None:
    sums = booked(case)
    rest = sums.drawn_eur - sums.paid_eur
    if rest > 0:
        message = _("%(amount)s are drawn and not paid. Pay them or have them given back first.")
        raise RuleError(message % {"amount": format_eur(rest)}, code="drawn_unpaid")
