"""How each recorded act of a case is undone: what has to be free for it, and what it writes.

Money is booked back by reversals with the reason; nothing signed is deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.money import ZERO
from programs.actions.moving import move
from programs.actions.way_back import undo_claims
from programs.actions.way_back.undo_booking import reverse_entries
from programs.choices import AMENDING, Act, DecisionKind, GrantState
from programs.models import (
    Correction,
    Decision,
    Grant,
    InterestPayment,
    Participation,
    ProofOfUse,
    Reclaim,
    Repayment,
    Tranche,
)
from programs.queries.proof import proof_of
from programs.queries.reclaim import after_the_project
from programs.terms.plans import FinancingPlan

TAKEN_BACK = {
    DecisionKind.REVOCATION: GrantState.REVOKED,
    DecisionKind.ANNULMENT: GrantState.ANNULLED,
    DecisionKind.LAPSE: GrantState.LAPSED,
}
Target = Grant | Decision | Reclaim | Repayment | InterestPayment


@dataclass(frozen=True)
class Undo:
    """What of a case may be undone now, and how; `run` gets the signed correction."""

    act: Act
    targets: Callable[[Grant], Iterable[Target]]
    run: Callable[[Correction, Grant], None]


def _decision(correction: Correction) -> Decision:
    return Decision.objects.select_for_update(of=("self",)).get(pk=correction.decision_id or 0)


def _clear(decision: Decision, *names: str) -> None:
    for name in names:
        setattr(decision, name, "" if name in ("notification_kind", "state_before") else None)
    decision.save(update_fields=list(names))


SENT = ("notified_on", "notification_kind", "delivered_on")


# Decisions that are signed and not told yet


def _unsent(case: Grant) -> Iterable[Decision]:
    signed = (d for d in case.decisions.all() if d.approved_at is not None)
    return [decision for decision in signed if decision.notified_on is None]


def _cancel_decision(correction: Correction, case: Grant) -> None:
    decision = _decision(correction)
    reverse_entries(decision.entries.all(), correction)
    decision.cancelled_at = correction.approved_at
    decision.save(update_fields=["cancelled_at"])
    if decision.kind == DecisionKind.INITIAL:
        Tranche.objects.filter(decision=decision).update(decision=None)
        move(case, GrantState.IN_REVIEW, on=None)
    elif decision.kind == DecisionKind.REJECTION:
        move(case, GrantState.IN_REVIEW, on=None)
    else:
        Tranche.objects.filter(decision=decision).delete()


# Notification, appeal and finality


def _notified(case: Grant) -> Iterable[Decision]:
    if case.state != GrantState.NOTIFIED or _later(case):
        return []
    return [d for d in case.decisions.all() if d.kind == DecisionKind.INITIAL]


def _later(case: Grant) -> list[Decision]:
    return [d for d in case.decisions.all() if d.kind != DecisionKind.INITIAL]


def _undo_notification(correction: Correction, case: Grant) -> None:
    _clear(_decision(correction), *SENT)
    case.handed_over_on, case.awaits_hand_over = None, False
    move(case, GrantState.APPROVED, "handed_over_on", "awaits_hand_over", on=None)


def _told_change(case: Grant) -> Iterable[Decision]:
    """The last change that was told, while it is not final and nothing is claimed by it."""
    last = max(_later(case), key=lambda decision: decision.pk, default=None)
    if last is None or last.notified_on is None or last.final_on or last.objected_on:
        return []
    follows = any(claim.decision_id == last.pk for claim in case.reclaims.all())
    return [] if follows or case.state == GrantState.CLOSED else [last]


def _undo_change_notification(correction: Correction, case: Grant) -> None:
    decision = _decision(correction)
    if decision.kind == DecisionKind.REJECTION:
        _clear(decision, *SENT)
        case.retention_until = None
        case.save(update_fields=["retention_until", "search_text"])
        return
    state_before = decision.state_before
    _take_shares_back(decision, case)
    if decision.kind in AMENDING:
        _restore_terms(decision, case)
    _clear(decision, *SENT, "state_before")
    if decision.kind in TAKEN_BACK:  # an amendment moves no case: it goes on meanwhile
        move(case, state_before, on=None)


def _take_shares_back(decision: Decision, case: Grant) -> None:
    for share in decision.shares.all():
        part = Participation.objects.get(grant=case, municipality_id=share.municipality_id)
        part.share_eur = (part.share_eur or ZERO) - share.amount_eur
        was_in = case.decisions.filter(shares__municipality=part.municipality_id)
        if not part.share_eur and not was_in.exclude(pk=decision.pk).exists():
            part.delete()
        else:
            part.save(update_fields=["share_eur"])


def _restore_terms(decision: Decision, case: Grant) -> None:
    """Period and financing plan as the decision told before this one says."""
    told = case.decisions.filter(
        kind__in=[DecisionKind.INITIAL, *AMENDING], notified_on__isnull=False
    )
    before = told.exclude(pk=decision.pk).order_by("-pk").first()
    if before is None:
        return
    case.period_end = before.period_end
    names = ["period_end", "search_text"]
    if decision.kind == DecisionKind.AMENDMENT:
        names += FinancingPlan.of(before).write_to(case)
    case.save(update_fields=names)


def _objected(case: Grant) -> Iterable[Decision]:
    objected = (d for d in case.decisions.all() if d.objected_on is not None)
    return [decision for decision in objected if decision.final_on is None]


def _undo_appeal(correction: Correction, case: Grant) -> None:
    decision = _decision(correction)
    _clear(decision, "objected_on")
    if decision.kind == DecisionKind.INITIAL:
        move(case, GrantState.NOTIFIED, on=None)


def _final(case: Grant) -> Iterable[Decision]:
    if case.state == GrantState.CLOSED:
        return []
    last = case.decisions.all() if case.state == GrantState.FINAL else _later(case)
    return [decision for decision in last if decision.final_on is not None]


def _undo_finality(correction: Correction, case: Grant) -> None:
    decision = _decision(correction)
    _check_added_is_undrawn(decision, case)
    _clear(decision, "final_on", "appeal_waived_on")
    if decision.kind == DecisionKind.INITIAL:
        move(case, GrantState.OBJECTED if decision.objected_on else GrantState.NOTIFIED, on=None)


def _check_added_is_undrawn(decision: Decision, case: Grant) -> None:
    if decision.kind not in AMENDING:
        return
    for tranche in decision.tranches.filter(amount_eur__gt=0):
        balance = case.balances.filter(line=tranche.line_id).first()
        if balance and balance.drawn_eur > balance.committed_eur - tranche.amount_eur:
            raise RuleError(
                _("What this amendment adds is drawn already. Have it given back first."),
                code="drawn",
            )


# Completion, proof, closing


def _completed(case: Grant) -> Iterable[Grant]:
    if case.state == GrantState.COMPLETED:
        return [case]
    if case.state != GrantState.PROOF_DUE:
        return []
    proof = proof_of(case)
    return [case] if proof is not None and not proof.reminders.all() else []


def _undo_completion(correction: Correction, case: Grant) -> None:
    ProofOfUse.objects.filter(grant=case, submitted_on__isnull=True).delete()
    case.purpose_fulfilled_on = None
    is_drawn = case.balances.filter(drawn_eur__gt=0).exists()
    state = GrantState.IN_PAYMENT if is_drawn else GrantState.FINAL
    move(case, state, "purpose_fulfilled_on", on=None)


def _checked(case: Grant) -> Iterable[Grant]:
    """The check of the proof of use, while nothing is claimed or decided by it."""
    if case.state != GrantState.PROOF_CHECKED:
        return []
    is_open = any(claim.settled_on is None for claim in case.reclaims.all())
    is_final = any(decision.kind == DecisionKind.FINAL for decision in case.decisions.all())
    return [] if is_open or is_final or after_the_project(case) else [case]


def _undo_check(correction: Correction, case: Grant) -> None:
    proof = ProofOfUse.objects.select_for_update(of=("self",)).get(grant=case)
    proof.checked_on = proof.checked_by = proof.recalculated_eur = None
    proof.result = proof.check_note = ""
    proof.save()
    move(case, GrantState.PROOF_SUBMITTED, on=None)


def _closed(case: Grant) -> Iterable[Grant]:
    is_kept = case.archive_offered_on is None
    return [case] if case.state == GrantState.CLOSED and is_kept else []


def _undo_closing(correction: Correction, case: Grant) -> None:
    ending = case.decisions.filter(kind__in=TAKEN_BACK, notified_on__isnull=False).first()
    state = GrantState.PROOF_CHECKED
    if after_the_project(case):
        state = GrantState.RECLAIM_SETTLED
    elif ending is not None:
        state = TAKEN_BACK[DecisionKind(ending.kind)]
    case.closed_on = case.retention_until = None
    move(case, state, "closed_on", "retention_until", on=None)


def _withdrawn(case: Grant) -> Iterable[Grant]:
    is_kept = case.archive_offered_on is None
    return [case] if case.state == GrantState.WITHDRAWN and is_kept else []


def _undo_withdrawal(correction: Correction, case: Grant) -> None:
    case.withdrawn_on = case.retention_until = None
    state = GrantState.SUBMITTED if case.received_on else GrantState.DRAFT
    move(case, state, "withdrawn_on", "retention_until", on=None)


UNDO: dict[str, Undo] = {
    "decision": Undo(Act.DECISION, _unsent, _cancel_decision),
    "notification": Undo(Act.NOTIFICATION, _notified, _undo_notification),
    "change_notification": Undo(Act.NOTIFICATION, _told_change, _undo_change_notification),
    "appeal": Undo(Act.APPEAL, _objected, _undo_appeal),
    "finality": Undo(Act.FINALITY, _final, _undo_finality),
    "completion": Undo(Act.COMPLETION, _completed, _undo_completion),
    "check": Undo(Act.CHECK, _checked, _undo_check),
    "closing": Undo(Act.CLOSING, _closed, _undo_closing),
    "withdrawal": Undo(Act.WITHDRAWAL, _withdrawn, _undo_withdrawal),
    "reclaim": Undo(Act.RECLAIM, undo_claims.claimed, undo_claims.cancel_reclaim),
    "repayment": Undo(Act.REPAYMENT, undo_claims.repaid, undo_claims.cancel_repayment),
    "interest": Undo(Act.INTEREST, undo_claims.interest_claimed, undo_claims.undo_interest_claim),
    "interest_payment": Undo(
        Act.INTEREST_PAYMENT, undo_claims.interest_paid, undo_claims.cancel_interest_payment
    ),
}
