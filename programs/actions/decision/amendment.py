"""Amending decisions: more, less, other years or lines, other shares, a longer period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.database.values import takes_values
from core.errors import RuleError
from core.forms.days import check_not_future
from core.money import ZERO, sum_eur
from programs.actions.booking import check_year_binds
from programs.actions.letter import keep_decision_letter
from programs.actions.signing import (
    SIGNED,
    commit,
    lock_decision,
    lock_grant,
    needs_budget_consent,
    needs_third_signature,
    sign,
)
from programs.actions.way_back.returns import replaced_by, set_aside, settle_returns
from programs.choices import AMENDING, DecisionKind
from programs.models import (
    BudgetLine,
    Decision,
    DecisionShare,
    Grant,
    Participation,
    Tranche,
)
from programs.permissions import check_may
from programs.queries.proof import booked
from programs.rules.splitting import Table, by_partner
from programs.terms.amendment import (
    check_all_sent,
    check_amendable,
    check_financing,
    check_period,
    is_after_check,
    table_of,
)
from programs.terms.contents import contents_of
from programs.terms.partners import check_bodies_exist
from programs.terms.plans import FinancingPlan


@dataclass(frozen=True)
class ProposedChange:
    """What an amendment changes: euros by budget line, plan, end of the period."""

    kind: DecisionKind
    lines: Mapping[int, Decimal]
    plan: FinancingPlan | None  # None: stays as it is
    period_end: date | None

    @property
    def amount_eur(self) -> Decimal:
        """The sum over the budget lines."""
        return sum_eur(self.lines.values())

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes; the final decision may confirm the grant as it stands."""
        changes = self.lines or self.plan is not None or self.period_end is not None
        return not changes and self.kind != DecisionKind.FINAL

    @property
    def touches_financing(self) -> bool:
        """Whether directive and plan are asked again: not once the proof of use is checked."""
        is_asked = self.kind == DecisionKind.AMENDMENT
        return is_asked and (bool(self.amount_eur) or self.plan is not None)


@takes_values
@transaction.atomic
def propose_amendment(
    grant: Grant,
    *,
    lines: Mapping[BudgetLine, Decimal],
    reason: str,
    by: User,
    at: datetime,
    shares: Mapping[str, Decimal] | None = None,
    period_end: date | None = None,
    applied_on: date | None = None,
    plan: FinancingPlan | None = None,
    override_reason: str = "",
) -> Decision:
    """Put an amending decision before a second person; nothing is booked yet.

    Once the proof of use is checked it is the final decision (Schlussbescheid), which may also
    confirm the grant as it stands. `lines` are the changes in euros by budget line, negative to
    release; `shares` the changes by municipality (AGS), by default in proportion to the shares.
    `plan` is the financing plan from then on, by default the present one: it has to add up with the
    new total. More than the directive's rate or cap needs an `override_reason`. A proposal that
    waits is set aside.
    Raises RuleError for the first rule that is broken.
    """
    case = lock_grant(grant)
    _check_may(case, by)
    if not reason.strip():
        raise RuleError(_("Give the reason of the amendment."), field="reason")
    if plan is not None:
        plan.check_not_negative()
    more = [line for line, amount in lines.items() if amount > 0]
    check_year_binds(more, on=timezone.localdate(at))
    change = _change(case, lines, plan, period_end)
    if change.is_empty:
        raise RuleError(_("Change an amount or the end of the approval period."), field="lines")
    check_not_future(applied_on, at=at, field="applied_on")
    check_period(case, period_end, applied_on, today=timezone.localdate(at))
    table = table_of(case, change.lines, shares)
    _check_bodies(table, at)
    total = booked(case).approved_eur + change.amount_eur
    if change.touches_financing:
        check_financing(
            case,
            change.plan,
            table,
            total_eur=total,
            override_reason=override_reason,
            is_more=change.amount_eur > 0,
        )
    settle_returns(case, at=at)
    set_aside(case, AMENDING, by=by, at=at, reason=replaced_by(reason))
    decision = Decision.objects.create(
        grant=case,
        kind=change.kind,
        amount_eur=change.amount_eur,
        reason="\n".join(text for text in (reason.strip(), override_reason.strip()) if text),
        applied_on=applied_on,
        prepared_by=by,
        prepared_at=at,
        needs_third_signature=needs_third_signature(case, total),
        needs_budget_consent=change.amount_eur > 0 and needs_budget_consent(case, total),
        **contents_of(case) | ({"period_end": period_end} if period_end else {}),
    )
    _write_parts(decision, change, table)
    return decision


def _change(
    case: Grant,
    lines: Mapping[BudgetLine, Decimal],
    plan: FinancingPlan | None,
    period_end: date | None,
) -> ProposedChange:
    """What changes of what is asked for."""
    return ProposedChange(
        kind=_kind(case),
        lines={line.pk: amount for line, amount in lines.items() if amount},
        plan=None if plan == FinancingPlan.of(case) else plan,
        period_end=period_end,
    )


def _write_parts(decision: Decision, change: ProposedChange, table: Table) -> None:
    """The tranches and the shares of a new decision."""
    Tranche.objects.bulk_create(
        Tranche(grant=decision.grant, decision=decision, line_id=line, amount_eur=eur)
        for line, eur in sorted(change.lines.items())
    )
    DecisionShare.objects.bulk_create(
        DecisionShare(decision=decision, municipality_id=ags, amount_eur=eur)
        for ags, eur in by_partner(table).items()
        if eur
    )


@transaction.atomic
def approve_amendment(
    decision: Decision,
    *,
    by: User,
    at: datetime,
    decided_on: date | None = None,
    backdating_reason: str = "",
) -> None:
    """Sign the amendment and book what it binds and releases.

    Shares and period of the case change with its notification, when the recipients learn of it.
    """
    case = lock_grant(decision.grant)
    locked = lock_decision(decision)
    locked.grant = case
    check_amendable(case)
    _check_proof_stands(locked)
    if not sign(locked, by=by, at=at, decided_on=decided_on, backdating_reason=backdating_reason):
        return
    changes = dict(locked.tranches.values_list("line_id", "amount_eur"))
    shares = dict(locked.shares.values_list("municipality_id", "amount_eur"))
    table = table_of(case, changes, shares)
    _check_bodies(table, at)
    locked.save(update_fields=SIGNED)
    commit(locked, table, at=at)
    keep_decision_letter(locked, by=by, at=at)


def _check_proof_stands(decision: Decision) -> None:
    """Raise RuleError where the proof of use was checked since the change was proposed."""
    if decision.kind != _kind(decision.grant):
        raise RuleError(
            _(
                "The proof of use was checked after this was proposed: what is decided now is the "
                "final decision. Send the proposal back, so that it is reckoned anew."
            ),
            code="checked_meanwhile",
        )


def _kind(case: Grant) -> DecisionKind:
    return DecisionKind.FINAL if is_after_check(case) else DecisionKind.AMENDMENT


def take_effect(decision: Decision) -> None:
    """Change shares and period of the case as a notified amendment or ending says."""
    case = decision.grant
    for share in decision.shares.all():
        part, _created = Participation.objects.get_or_create(
            grant=case, municipality_id=share.municipality_id, defaults={"share_eur": ZERO}
        )
        part.share_eur = (part.share_eur or ZERO) + share.amount_eur
        part.save(update_fields=["share_eur"])
    names: list[str] = []  # saved in one: the case says what one decision says
    if decision.period_end and decision.period_end != case.period_end:
        case.period_end = decision.period_end
        names += ["period_end", "search_text"]
    if decision.kind == DecisionKind.AMENDMENT:
        names += FinancingPlan.of(decision).write_to(case)
    if names:
        case.save(update_fields=names)


def _check_bodies(table: Table, at: datetime) -> None:
    """Raise RuleError unless who gets more exists."""
    more = [ags for ags, amount in by_partner(table).items() if amount > 0]
    check_bodies_exist(more, on=timezone.localdate(at), field="shares")


def _check_may(case: Grant, by: User) -> None:
    check_amendable(case)
    check_may("propose", by, case)
    check_all_sent(case)
