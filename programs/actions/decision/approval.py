"""Prepare, approve and notify a grant decision. Approving binds the money in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.choices import check_offered
from core.errors import RuleError
from core.formats import format_day
from core.forms.days import check_not_future
from core.money import sum_eur
from programs.actions.booking import (
    check_year_binds,
)
from programs.actions.letter import keep_decision_letter
from programs.actions.moving import move
from programs.actions.signing import (
    SIGNED,
    commit,
    lock_decision,
    lock_grant,
    needs_budget_consent,
    needs_third_signature,
    sign,
)
from programs.actions.way_back.returns import set_aside, settle_returns
from programs.choices import DecisionKind, NotificationKind
from programs.models import Decision, DecisionShare, Grant, Tranche
from programs.permissions import check_may
from programs.queries.dates import check_day
from programs.queries.delivery import delivered_on
from programs.rules import funding
from programs.rules.dates import Day
from programs.rules.transitions import target_of
from programs.terms.contents import contents_of
from programs.terms.partners import check_bodies_exist
from programs.terms.readiness import directive_of, planned_tranches, proposal_checks


@transaction.atomic
def propose_grant(grant: Grant, *, by: User, at: datetime) -> Decision:
    """Put the grant's decision before a second person; checks every rule of its directive.

    The decision copies shares, tranches and terms of the case; sent back and proposed again, it
    copies them anew. Raises RuleError for the first rule that is broken; nothing is written then.
    """
    case = lock_grant(grant)
    target = target_of("propose", case.state)
    check_may("propose", by, case)
    day = timezone.localdate(at)
    case.directive = directive_of(case, day)
    tranches = planned_tranches(case)
    check_year_binds([tranche.line for tranche in tranches], on=day)
    _check_positive(tranches)
    amount = sum_eur(tranche.amount_eur for tranche in tranches)
    participations = list(case.participations.select_related("municipality"))
    for check in proposal_checks(case, participations, amount, day=day):
        check()
    settle_returns(case, at=at)
    why = _("Replaced: the grant is proposed instead.")
    set_aside(case, [DecisionKind.REJECTION], by=by, at=at, reason=why)
    decision, _created = Decision.objects.update_or_create(
        grant=case,
        kind=DecisionKind.INITIAL,
        defaults={
            "amount_eur": amount,
            "prepared_by": by,
            "prepared_at": at,
            "needs_third_signature": needs_third_signature(case, amount),
            "needs_budget_consent": needs_budget_consent(case, amount),
            **contents_of(case),
        },
    )
    decision.shares.all().delete()
    DecisionShare.objects.bulk_create(
        DecisionShare(
            decision=decision, municipality_id=part.municipality_id, amount_eur=part.share_eur
        )
        for part in participations
        if part.share_eur
    )
    case.tranches.filter(pk__in=[tranche.pk for tranche in tranches]).update(decision=decision)
    move(case, target, "directive", on=timezone.localdate(at))
    return decision


def _check_positive(tranches: Sequence[Tranche]) -> None:
    """Raise RuleError for a tranche that takes away: nothing is bound yet."""
    for tranche in tranches:
        if tranche.amount_eur <= 0:
            message = _("%(line)s: enter an amount of more than 0,00 €.")
            raise RuleError(message % {"line": tranche.line}, field="tranches", code="amount")


@transaction.atomic
def approve_decision(
    decision: Decision,
    *,
    by: User,
    at: datetime,
    decided_on: date | None = None,
    backdating_reason: str = "",
) -> None:
    """Bind the decision's tranches to their budget lines.

    Locks the case, then the budget lines in primary-key order, so two approvals cannot overspend
    them together. Above the program's threshold the first approval counts as the second
    signature and a third person's completes it.
    Raises BudgetExceeded with the amount that is free, RuleError with code "four_eyes" if `by`
    prepared or signed it, "no_consent" while the budget officer's consent is missing.
    """
    case = lock_grant(decision.grant)
    locked = lock_decision(decision)
    locked.grant = case
    if locked.kind != DecisionKind.INITIAL:
        raise RuleError(_("Only the grant decision is approved here."), code="kind")
    target = target_of("approve", case.state)
    if not sign(locked, by=by, at=at, decided_on=decided_on, backdating_reason=backdating_reason):
        return
    bodies = list(locked.shares.values_list("municipality_id", flat=True))
    check_bodies_exist(bodies, on=timezone.localdate(at), field="participations")
    locked.save(update_fields=SIGNED)
    _bind(locked, at=at)
    move(case, target, on=locked.decided_on)
    keep_decision_letter(locked, by=by, at=at)


@transaction.atomic
def notify_grant(
    grant: Grant,
    *,
    on: date,
    by: User,
    at: datetime,
    kind: NotificationKind = NotificationKind.POST,
    embargo_until: date | None = None,
    awaits_hand_over: bool = False,
) -> None:
    """Record that the decision went out; from then on the municipality sees the case.

    An embargo hides it until a day, or with `awaits_hand_over` until hand_over_decision. Post
    counts as delivered after the days its directive names.
    """
    check_offered(kind, NotificationKind, field="kind")
    case = lock_grant(grant)
    target = target_of("notify", case.state)
    check_may("notify", by, case)
    decision = case.decisions.select_for_update(of=("self",)).get(kind=DecisionKind.INITIAL)
    check_not_future(on, at=at)
    check_day(case, Day.NOTIFIED, on, field="on", rows=[decision])
    _check_embargo_is_to_come(embargo_until, at)
    if awaits_hand_over:
        _check_hand_over_is_to_come(kind, embargo_until)
    decision.notified_on = on
    decision.notification_kind = kind
    decision.delivered_on = delivered_on(on, kind)
    decision.save(update_fields=["notified_on", "notification_kind", "delivered_on"])
    case.embargo_until, case.awaits_hand_over = embargo_until, awaits_hand_over
    move(case, target, "embargo_until", "awaits_hand_over", on=on)


def _check_embargo_is_to_come(until: date | None, at: datetime) -> None:
    if until is not None and until < timezone.localdate(at):
        message = _("The embargo ended on %(day)s already. Enter a later day, or leave it empty.")
        raise RuleError(
            message % {"day": format_day(until)}, field="embargo_until", code="embargo_over"
        )


def _check_hand_over_is_to_come(kind: NotificationKind, embargo_until: date | None) -> None:
    if kind == NotificationKind.HANDED_OVER:
        raise RuleError(
            _("This notification is the hand-over; there is none to wait for."),
            field="awaits_hand_over",
        )
    if embargo_until is not None:
        raise RuleError(
            _("The embargo ends on a day or with the hand-over. Leave one of them empty."),
            field="embargo_until",
        )


def _bind(decision: Decision, *, at: datetime) -> None:
    """Book the decision's tranches, each split over the partners, as commitments."""
    tranches = list(decision.tranches.order_by("line_id"))
    shares = list(decision.shares.order_by("pk"))
    table = funding.split_tranche(
        [tranche.amount_eur for tranche in tranches], [share.amount_eur for share in shares]
    )
    commit(
        decision,
        {
            tranche.line_id: {
                share.municipality_id: amount for share, amount in zip(shares, row, strict=True)
            }
            for tranche, row in zip(tranches, table, strict=True)
        },
        at=at,
    )
