"""Proposals that come back before they are signed: withdrawn by the author, or sent back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import MANAGE_BUDGET, PREPARE
from core.errors import RuleError
from programs.choices import Act, DecisionKind
from programs.models import Decision, Grant, ProposalReturn
from programs.permissions import refusal
from programs.queries.proposal import Facts, facts_of_decision

ACTS = {
    DecisionKind.INITIAL: Act.DECISION,
    DecisionKind.AMENDMENT: Act.AMENDMENT,
    DecisionKind.REJECTION: Act.REJECTION,
    DecisionKind.REVOCATION: Act.REVOCATION,
    DecisionKind.ANNULMENT: Act.ANNULMENT,
    DecisionKind.LAPSE: Act.LAPSE,
    DecisionKind.FINAL: Act.FINAL,
}


def check_author(
    by: User, prepared_by: int | None, what: object, *, case: Grant | None, role: str = PREPARE
) -> None:
    """Raise RuleError unless `by` prepared `what`, or works on the case it belongs to.

    What nobody prepared (data of former times) is withdrawn by anybody with the `role`.
    """
    if not by.has_perm(role):
        raise refusal("not_allowed", what, role)
    officer = case.officer_id if case is not None else None
    if prepared_by is not None and by.pk not in (prepared_by, officer):
        message = _("%(what)s: only who prepared it withdraws it. A signer may send it back.")
        raise RuleError(message % {"what": what}, code="not_author")


def check_not_asked(asked_by: int | None, what: object) -> None:
    """Raise RuleError with code "asked_already" where somebody asked to cancel `what` before.

    A second request would put another name and reason under the first.
    """
    if asked_by is not None:
        message = _("%(what)s: somebody asked for this already. Withdraw that request first.")
        raise RuleError(message % {"what": what}, code="asked_already")


def check_reason(reason: str) -> None:
    """Raise RuleError where no reason is given."""
    if not reason.strip():
        raise RuleError(_("Give the reason."), field="reason", code="no_reason")


def keep_return(
    act: Act,
    subject: object,
    *,
    by: User,
    at: datetime,
    reason: str,
    is_withdrawn: bool,
    prepared_by: int | None,
    grant: Grant | None = None,
    amount_eur: Decimal | None = None,
    facts: Facts | None = None,
) -> ProposalReturn:
    """Note in the case that a proposal came back, why, and what it said.

    What the author withdrew is settled: nobody has to be told.
    """
    check_reason(reason)
    return ProposalReturn.objects.create(
        grant=grant,
        act=act,
        subject=str(subject)[:400],
        amount_eur=amount_eur,
        reason=reason.strip(),
        is_withdrawn=is_withdrawn,
        prepared_by_id=prepared_by,
        returned_by=by,
        returned_at=at,
        facts=facts or {},
        settled_at=at if is_withdrawn else None,
    )


def keep_decision(
    decision: Decision, *, by: User, at: datetime, reason: str, is_withdrawn: bool
) -> ProposalReturn:
    """Note that a proposed decision came back, and what it said."""
    return keep_return(
        ACTS[DecisionKind(decision.kind)],
        decision.get_kind_display(),
        grant=decision.grant,
        by=by,
        at=at,
        reason=reason,
        is_withdrawn=is_withdrawn,
        prepared_by=decision.prepared_by_id,
        amount_eur=decision.amount_eur,
        facts=facts_of_decision(decision),
    )


def set_aside(
    case: Grant, kinds: Iterable[DecisionKind], *, by: User, at: datetime, reason: str
) -> None:
    """Take proposed decisions away that something else takes the place of; each stays as a return.

    Whoever else prepared one is told, so what came back before is settled first.
    """
    waiting = case.decisions.filter(kind__in=set(kinds), approved_at__isnull=True)
    for decision in waiting.select_for_update(of=("self",)).order_by("pk"):
        decision.grant = case
        is_own = decision.prepared_by_id == by.pk
        keep_decision(decision, by=by, at=at, reason=reason, is_withdrawn=is_own)
        decision.delete()


def replaced_by(reason: str) -> str:
    """What is told of a proposal that a new one with this reason takes the place of."""
    return _("Replaced by a new proposal: %(reason)s") % {"reason": reason.strip()}


def settle_returns(case: Grant, *, at: datetime) -> None:
    """What was sent back in the case is answered by a new proposal."""
    case.returns.filter(settled_at__isnull=True).update(settled_at=at)


@transaction.atomic
def settle_return(returned: ProposalReturn, *, by: User, at: datetime) -> None:
    """Take note of a proposal that was sent back, where nothing new is proposed."""
    locked = ProposalReturn.objects.select_for_update(of=("self",)).get(pk=returned.pk)
    is_budget = locked.act == Act.BUDGET_CANCELLING
    check_author(
        by,
        locked.prepared_by_id,
        locked,
        case=locked.grant,
        role=MANAGE_BUDGET if is_budget else PREPARE,
    )
    if locked.settled_at is not None:
        raise RuleError(_("This is settled already."), code="settled_already")
    locked.settled_at = at
    locked.save(update_fields=["settled_at"])
