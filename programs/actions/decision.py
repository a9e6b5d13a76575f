"""Prepare, approve and notify a grant decision. Approving binds the money in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import User
from accounts.roles import APPROVE
from core.errors import RuleError
from core.formats import format_day
from core.forms.days import check_not_future
from core.money import sum_eur
from programs.actions.booking import book, check_free, check_not_lapsed, lock_lines
from programs.actions.moving import move
from programs.choices import DecisionKind, EntryKind, NotificationKind
from programs.models import Decision, DecisionShare, Grant, LedgerEntry
from programs.permissions import check_may, check_may_sign
from programs.queries.dates import check_day
from programs.queries.delivery import delivered_on
from programs.rules import funding
from programs.rules.dates import Day, check_decision_day
from programs.rules.transitions import target_of
from programs.terms.contents import contents_of
from programs.terms.readiness import directive_of, planned_tranches, proposal_checks

SIGNED = ("approved_by", "approved_at", "decided_on", "backdating_reason")


def lock_grant(grant: Grant) -> Grant:
    """The grant as it stands in the database, locked until the commit."""
    return Grant.objects.select_for_update(of=("self",)).select_related("program").get(pk=grant.pk)


def lock_decision(decision: Decision) -> Decision:
    """The decision as it stands in the database, locked until the commit.

    Raises RuleError where it was thrown away or replaced since it was read.
    """
    locked = Decision.objects.select_for_update(of=("self",)).filter(pk=decision.pk).first()
    if locked is None:
        raise RuleError(
            _("This proposal was replaced or thrown away. Look at the case again."), code="replaced"
        )
    return locked


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
    check_not_lapsed([tranche.line for tranche in tranches], on=day)
    amount = sum_eur(tranche.amount_eur for tranche in tranches)
    participations = list(case.participations.select_related("municipality"))
    for check in proposal_checks(case, participations, amount, day=day):
        check()
    case.decisions.filter(kind=DecisionKind.REJECTION, approved_at__isnull=True).delete()
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
    _bind(locked)
    locked.save(update_fields=SIGNED)
    move(case, target, on=locked.decided_on)


@transaction.atomic
def send_back(grant: Grant, *, by: User, reason: str) -> None:
    """Return a proposed grant to the officer, with the reason."""
    case = lock_grant(grant)
    target = target_of("send_back", case.state)
    check_may("send_back", by, case)
    if not reason.strip():
        raise RuleError(_("Give the reason for sending it back."), field="reason")
    case.decisions.filter(kind=DecisionKind.INITIAL, approved_at__isnull=True).update(
        reason=reason,
        countersigned_by=None,
        countersigned_at=None,
        budget_officer_consent_by=None,
        budget_officer_consent_on=None,
    )
    move(case, target, on=None)


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


def sign(
    decision: Decision,
    *,
    by: User,
    at: datetime,
    decided_on: date | None = None,
    backdating_reason: str = "",
) -> bool:
    """Sign a locked decision; True where it is the last signature, to be saved with its bookings.

    Above the program's threshold the first signature is only kept.
    """
    _check_signature(decision, by)
    if decision.needs_third_signature and decision.countersigned_at is None:
        decision.countersigned_by, decision.countersigned_at = by, at
        decision.save(update_fields=["countersigned_by", "countersigned_at"])
        return False
    decision.approved_by, decision.approved_at = by, at
    date_decision(decision, decided_on, at=at, reason=backdating_reason)
    return True


def date_decision(
    decision: Decision, decided_on: date | None, *, at: datetime, reason: str
) -> None:
    """Give the decision its date, by default the day of `at`.

    Raises RuleError for a day to come, one that is out of order, and one longer ago than the
    program allows or without a reason.
    """
    today = timezone.localdate(at)
    day = decided_on or today
    check_not_future(day, at=at, field="decided_on")
    check_day(decision.grant, Day.DECIDED, day, field="decided_on", rows=[decision])
    program = decision.grant.program
    check_decision_day(
        day,
        today=today,
        most_days_back=program.backdating_days,
        reason=reason,
        starts_on=program.starts_on,
    )
    decision.decided_on = day
    decision.backdating_reason = reason.strip() if day != today else ""


def _check_signature(decision: Decision, by: User) -> None:
    if decision.approved_at is not None:
        raise RuleError(_("This decision is approved already."), code="approved_already")
    if decision.prepared_at is None:
        raise RuleError(_("This decision was not submitted for approval."), code="not_prepared")
    if not by.has_perm(APPROVE):
        raise RuleError(_("Your role does not allow approving."), code="not_allowed")
    check_may_sign(by, decision)
    if by.pk == decision.countersigned_by_id:
        raise RuleError(
            _("You signed this decision. A third person has to sign it."), code="six_eyes"
        )
    _check_consent(decision)


def _check_consent(decision: Decision) -> None:
    if not decision.needs_budget_consent or decision.budget_officer_consent_by_id is not None:
        return
    message = _(
        "%(case)s: the consent of the budget officer is missing. "
        "Ask somebody with the role “%(role)s” for it."
    )
    values = {"case": decision.grant, "role": Role.BUDGET_OFFICER.label}
    raise RuleError(message % values, code="no_consent")


def _bind(decision: Decision) -> None:
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
    )


def commit(decision: Decision, amounts: Mapping[int, Mapping[str, Decimal]]) -> None:
    """Book commitments in euros by line and municipality; a negative amount releases.

    Locks the lines in primary-key order. Raises BudgetExceeded if a line has less free, RuleError
    with code "lapsed" for more on an authorisation whose year is over.
    """
    asked = {line: sum_eur(parts.values()) for line, parts in amounts.items()}
    balances = lock_lines(asked)
    check_not_lapsed(
        [balances[line].line for line, amount in asked.items() if amount > 0],
        on=timezone.localdate(decision.approved_at),
    )
    check_free(balances, asked)
    book(
        [
            LedgerEntry(
                kind=EntryKind.COMMITMENT,
                amount_eur=amount,
                line_id=line,
                grant=decision.grant,
                municipality_id=ags,
                decision=decision,
                document=f"{decision.grant.file_reference}: {decision.get_kind_display()}",
                booked_on=decision.decided_on or timezone.localdate(decision.approved_at),
                recorded_by=decision.prepared_by,
                approved_by=decision.approved_by,
            )
            for line, parts in sorted(amounts.items())
            for ags, amount in parts.items()
            if amount
        ]
    )


def needs_third_signature(grant: Grant, amount_eur: Decimal) -> bool:
    threshold = grant.program.third_signature_from_eur
    return threshold is not None and amount_eur >= threshold


def needs_budget_consent(grant: Grant, amount_eur: Decimal) -> bool:
    """Whether the budget officer is asked: by law for what weighs on the budget (§ 9 LHO)."""
    threshold = grant.program.budget_officer_from_eur
    return threshold is not None and amount_eur >= threshold
