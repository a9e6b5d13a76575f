"""What an amendment has to satisfy: the state of the case, its period, and what may be released."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from core.calendar import last_day
from core.errors import RuleError
from core.formats import format_day, format_eur
from core.money import ZERO
from municipalities.models import Municipality
from programs.choices import GrantState
from programs.models import BudgetLine, Directive, Grant
from programs.queries.proof import proof_of
from programs.queries.rests import rests_of
from programs.rules.splitting import Table, by_partner, split_changes
from programs.rules.steps.base import DECIDED
from programs.terms.decision import check_amended
from programs.terms.plans import FinancingPlan

AMENDABLE = (*DECIDED, GrantState.RECLAIM_OPEN, GrantState.RECLAIM_SETTLED)


def is_after_check(case: Grant) -> bool:
    """Whether the proof of use is checked: what is decided now is the final decision."""
    proof = proof_of(case)
    return proof is not None and proof.checked_on is not None


def check_amendable(case: Grant) -> None:
    """Raise RuleError unless the case is decided, notified and not ended."""
    if case.state not in AMENDABLE:
        message = _("A case in the state “%(state)s” is not amended.")
        raise RuleError(message % {"state": case.get_state_display()}, code="wrong_state")


def check_all_sent(case: Grant) -> None:
    """Raise RuleError while an approved decision is not notified."""
    if case.decisions.filter(approved_at__isnull=False, notified_on__isnull=True).exists():
        raise RuleError(
            _("An approved change is not notified yet. Record its notification first."),
            code="unsent",
        )


def check_period(case: Grant, end: date | None, applied_on: date | None, *, today: date) -> None:
    """Raise RuleError unless the period may be prolonged until `end`; None leaves it as it is."""
    _check_applied(case, applied_on)
    if end is None:
        return
    _check_not_over(end, today)
    if case.period_end is not None:
        _check_longer(case.period_end, end, applied_on)
    _check_begun(case, end)
    _check_months(case, end)


def _check_applied(case: Grant, applied_on: date | None) -> None:
    if applied_on is not None and case.received_on is not None and applied_on < case.received_on:
        message = _("The application came on %(day)s; nobody applies for its change before.")
        raise RuleError(
            message % {"day": format_day(case.received_on)}, field="applied_on", code="order"
        )


def _check_not_over(end: date, today: date) -> None:
    if end < today:
        message = _("The new period would be over already on %(day)s. Enter today or a later day.")
        raise RuleError(message % {"day": format_day(end)}, field="period_end", code="order")


def _check_begun(case: Grant, end: date) -> None:
    begun = case.period_start or case.received_on
    if begun is not None and end < begun:
        message = _("The approval period begins on %(day)s. Enter a later day.")
        raise RuleError(message % {"day": format_day(begun)}, field="period_end", code="order")


def _check_months(case: Grant, end: date) -> None:
    directive: Directive | None = case.directive
    if directive is None or directive.max_months is None or case.period_start is None:
        return
    last = last_day(case.period_start, directive.max_months)
    if end > last:
        message = _("The directive allows %(months)s months, until %(last)s.")
        values = {"months": directive.max_months, "last": format_day(last)}
        raise RuleError(message % values, field="period_end")


def _check_longer(present: date, end: date, applied_on: date | None) -> None:
    if end <= present:
        message = _("The approval period ends on %(day)s already. Enter a later day.")
        raise RuleError(message % {"day": format_day(present)}, field="period_end")
    if applied_on is None or applied_on > present:
        message = _("A longer period is applied for by %(day)s, before the present one ends.")
        raise RuleError(message % {"day": format_day(present)}, field="applied_on")


def table_of(
    case: Grant, changes: Mapping[int, Decimal], shares: Mapping[str, Decimal] | None
) -> Table:
    """The changes of budget lines split over the partners of the case.

    Raises RuleError where more is released than a partner has bound and not drawn.
    """
    rests = rests_of(case)
    table = split_changes(
        changes, weights=_weights(case), rests=rests, lead=case.lead_id, shares=shares
    )
    for line, parts in table.items():
        for ags, amount in parts.items():
            rest = rests.get((line, ags), ZERO)
            if amount < 0 and rest + amount < 0:
                raise _too_much(line, ags, amount, rest)
    return table


def _too_much(line: int, ags: str, amount: Decimal, rest: Decimal) -> RuleError:
    message = _(
        "%(line)s: %(amount)s are to be released for %(name)s, %(rest)s are bound "
        "and not drawn. Reduce the amount."
    )
    values = {
        "line": BudgetLine.objects.get(pk=line),
        "amount": format_eur(-amount),
        "name": Municipality.objects.filter(pk=ags).first() or ags,
        "rest": format_eur(rest),
    }
    return RuleError(message % values, field="lines", code="amount_exceeded")


def check_financing(
    case: Grant,
    plan: FinancingPlan | None,
    table: Table,
    *,
    total_eur: Decimal,
    override_reason: str,
    is_more: bool,
) -> None:
    """Raise RuleError unless the case as it would stand keeps its directive and adds up."""
    if plan is not None:
        plan.write_to(case)
    case.override_reason = override_reason or case.override_reason
    partners = {ags for ags, share in _weights(case).items() if share}
    partners |= {ags for ags, amount in by_partner(table).items() if amount > 0}
    check_amended(case, partners=len(partners), amount_eur=total_eur, is_more=is_more)


def _weights(case: Grant) -> dict[str, Decimal]:
    """The partners' shares in euros, in the order in which they joined."""
    parts = case.participations.order_by("pk").values_list("municipality_id", "share_eur")
    return {ags: share or ZERO for ags, share in parts}
