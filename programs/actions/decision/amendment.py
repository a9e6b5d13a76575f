"""Amending decisions: more, less, other years or lines, other shares, a longer period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.calendar import last_day
from core.errors import RuleError
from core.formats import format_day, format_eur
from core.money import ZERO, split_eur, sum_eur
from municipalities.models import Municipality
from programs.actions.booking import check_year_binds
from programs.actions.signing import (
    SIGNED,
    commit,
    lock_decision,
    lock_grant,
    needs_budget_consent,
    needs_third_signature,
    sign,
)
from programs.actions.way_back.returns import settle_returns
from programs.choices import AMENDING, DecisionKind, EntryKind, GrantState
from programs.models import (
    BudgetLine,
    Decision,
    DecisionShare,
    Directive,
    Grant,
    LedgerEntry,
    Participation,
    Tranche,
)
from programs.permissions import check_may
from programs.queries.proof import booked, proof_of
from programs.rules.transitions import DECIDED
from programs.terms.contents import contents_of
from programs.terms.decision import check_amended
from programs.terms.plans import FinancingPlan

AMENDABLE = (*DECIDED, GrantState.RECLAIM_OPEN, GrantState.RECLAIM_SETTLED)
Table = dict[int, dict[str, Decimal]]  # euros by budget line and municipality (AGS)


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
    waits is replaced.
    Raises RuleError for the first rule that is broken.
    """
    case = lock_grant(grant)
    _check_may(case, by)
    if not reason.strip():
        raise RuleError(_("Give the reason of the amendment."), field="reason")
    changes = {line.pk: amount for line, amount in lines.items() if amount}
    changed_plan = plan if plan is not None and plan != FinancingPlan.of(case) else None
    more = [line for line, amount in lines.items() if amount > 0]
    check_year_binds(more, on=timezone.localdate(at))
    kind = DecisionKind.FINAL if is_after_check(case) else DecisionKind.AMENDMENT
    if not changes and period_end is None and changed_plan is None and kind != DecisionKind.FINAL:
        raise RuleError(_("Change an amount or the end of the approval period."), field="lines")
    if period_end is not None:
        _check_period(case, period_end, applied_on)
    table = _table(case, changes, shares)
    _check_rests(case, table)
    amount = sum_eur(changes.values())
    total = booked(case).approved_eur + amount
    if kind == DecisionKind.AMENDMENT and (amount or changed_plan is not None):
        _check_financing(case, changed_plan, table, total, override_reason, is_more=amount > 0)
    if override_reason.strip():
        reason = f"{reason.strip()}\n{override_reason.strip()}"
    case.decisions.filter(kind__in=AMENDING, approved_at__isnull=True).delete()
    decision = Decision.objects.create(
        grant=case,
        kind=kind,
        amount_eur=amount,
        reason=reason.strip(),
        applied_on=applied_on,
        prepared_by=by,
        prepared_at=at,
        needs_third_signature=needs_third_signature(case, total),
        needs_budget_consent=amount > 0 and needs_budget_consent(case, total),
        **contents_of(case) | ({"period_end": period_end} if period_end else {}),
    )
    Tranche.objects.bulk_create(
        Tranche(grant=case, decision=decision, line_id=line, amount_eur=eur)
        for line, eur in sorted(changes.items())
    )
    DecisionShare.objects.bulk_create(
        DecisionShare(decision=decision, municipality_id=ags, amount_eur=eur)
        for ags, eur in _by_partner(table).items()
        if eur
    )
    settle_returns(case, at=at)
    return decision


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
    if not sign(locked, by=by, at=at, decided_on=decided_on, backdating_reason=backdating_reason):
        return
    changes = dict(locked.tranches.values_list("line_id", "amount_eur"))
    shares = dict(locked.shares.values_list("municipality_id", "amount_eur"))
    table = _table(case, changes, shares)
    _check_rests(case, table)
    locked.save(update_fields=SIGNED)
    commit(locked, table)


def take_effect(decision: Decision) -> None:
    """Change shares and period of the case as a notified amendment or ending says."""
    case = decision.grant
    for share in decision.shares.all():
        part, _created = Participation.objects.get_or_create(
            grant=case, municipality_id=share.municipality_id, defaults={"share_eur": ZERO}
        )
        part.share_eur = (part.share_eur or ZERO) + share.amount_eur
        part.save(update_fields=["share_eur"])
    if decision.period_end and decision.period_end != case.period_end:
        case.period_end = decision.period_end
        case.save(update_fields=["period_end", "search_text"])
    if decision.kind == DecisionKind.AMENDMENT:
        case.save(update_fields=FinancingPlan.of(decision).write_to(case))


def _check_financing(
    case: Grant,
    plan: FinancingPlan | None,
    table: Table,
    total: Decimal,
    override_reason: str,
    *,
    is_more: bool,
) -> None:
    """Raise RuleError unless the case as it would stand keeps its directive and adds up."""
    if plan is not None:
        plan.write_to(case)
    case.override_reason = override_reason or case.override_reason
    partners = {ags for ags, share in _weights(case).items() if share}
    partners |= {ags for ags, amount in _by_partner(table).items() if amount > 0}
    check_amended(case, partners=len(partners), amount_eur=total, is_more=is_more)


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


def _check_may(case: Grant, by: User) -> None:
    check_amendable(case)
    check_may("propose", by, case)
    check_all_sent(case)


def _check_period(case: Grant, end: date, applied_on: date | None) -> None:
    if case.period_end is not None and end <= case.period_end:
        message = _("The approval period ends on %(day)s already. Enter a later day.")
        raise RuleError(message % {"day": format_day(case.period_end)}, field="period_end")
    if case.period_end is not None and (applied_on is None or applied_on > case.period_end):
        message = _("A longer period is applied for by %(day)s, before the present one ends.")
        raise RuleError(message % {"day": format_day(case.period_end)}, field="applied_on")
    directive: Directive | None = case.directive
    if directive is None or directive.max_months is None or case.period_start is None:
        return
    last = last_day(case.period_start, directive.max_months)
    if end > last:
        message = _("The directive allows %(months)s months, until %(last)s.")
        values = {"months": directive.max_months, "last": format_day(last)}
        raise RuleError(message % values, field="period_end")


def _table(
    case: Grant, changes: Mapping[int, Decimal], shares: Mapping[str, Decimal] | None
) -> Table:
    """Each change of a line split over the partners; releases by what they have left there.

    Where shares are given, or money moves between lines, the last line takes what is left of each
    share, so that rows and columns add up.
    """
    rests = _rests(case)
    partners = [*dict.fromkeys([case.lead_id, *_weights(case), *(shares or {})])]
    weights = [_weights(case).get(ags, ZERO) for ags in partners]
    order = sorted(changes, key=lambda line: (changes[line] > 0, line))
    table: Table = {}
    for line in order:
        own = [max(ZERO, rests.get((line, ags), ZERO)) for ags in partners]
        by = own if changes[line] < 0 and sum(own) > 0 else weights
        if not any(by):
            by = [Decimal(ags == case.lead_id) for ags in partners]
        table[line] = dict(zip(partners, split_eur(changes[line], by), strict=True))
    if shares is None and order and changes[order[0]] < 0 < changes[order[-1]]:
        parts = split_eur(sum_eur(changes.values()), weights if any(weights) else by)
        shares = dict(zip(partners, parts, strict=True))
    if shares is not None and order:
        _balance(table, order[-1], shares, sum_eur(changes.values()))
    return table


def _balance(table: Table, last: int, shares: Mapping[str, Decimal], amount: Decimal) -> None:
    if sum_eur(shares.values()) != amount:
        message = _("The shares change by %(shares)s, the budget lines by %(lines)s.")
        values = {"shares": format_eur(sum_eur(shares.values())), "lines": format_eur(amount)}
        raise RuleError(message % values, field="shares", code="shares")
    others = {line: parts for line, parts in table.items() if line != last}
    given = _by_partner(others)
    table[last] = {
        ags: shares.get(ags, ZERO) - given.get(ags, ZERO)
        for ags in dict.fromkeys([*table[last], *shares])
    }


def _check_rests(case: Grant, table: Table) -> None:
    """Raise RuleError where more is released than a partner has bound and not drawn."""
    rests = _rests(case)
    lines = BudgetLine.objects.in_bulk(table)
    names = Municipality.objects.in_bulk({ags for parts in table.values() for ags in parts})
    for line, parts in table.items():
        for ags, amount in parts.items():
            rest = rests.get((line, ags), ZERO)
            if amount < 0 and rest + amount < 0:
                message = _(
                    "%(line)s: %(amount)s are to be released for %(name)s, %(rest)s are bound "
                    "and not drawn. Reduce the amount."
                )
                values = {
                    "line": lines[line],
                    "amount": format_eur(-amount),
                    "name": names.get(ags, ags),
                    "rest": format_eur(rest),
                }
                raise RuleError(message % values, field="lines", code="amount_exceeded")


def _rests(case: Grant) -> dict[tuple[int, str], Decimal]:
    """What is bound and not drawn, by budget line and municipality."""
    rests: dict[tuple[int, str], Decimal] = {}
    entries = LedgerEntry.objects.filter(
        grant=case, kind__in=[EntryKind.COMMITMENT, EntryKind.DRAWDOWN]
    )
    rows = entries.values_list("line_id", "municipality_id", "kind", "amount_eur")
    for line, ags, kind, amount in rows:
        signed = amount if kind == EntryKind.COMMITMENT else -amount
        rests[line, ags or ""] = rests.get((line, ags or ""), ZERO) + signed
    return rests


def unused_by_line(case: Grant) -> Table:
    """What is bound and not drawn, by budget line and municipality."""
    table: Table = {}
    for (line, ags), rest in sorted(_rests(case).items()):
        table.setdefault(line, {})[ags] = rest
    return table


def is_after_check(case: Grant) -> bool:
    """Whether the proof of use is checked: what is decided now is the final decision."""
    proof = proof_of(case)
    return proof is not None and proof.checked_on is not None


def unfinal_eur(case: Grant, line: BudgetLine, on: date) -> Decimal:
    """What amendments add on a budget line that are not final on the day: not yet to be drawn."""
    added = LedgerEntry.objects.filter(
        grant=case,
        line=line,
        kind=EntryKind.COMMITMENT,
        amount_eur__gt=0,
        decision__kind__in=AMENDING,
    )
    waiting = added.exclude(decision__final_on__lte=on)
    return sum_eur(waiting.values_list("amount_eur", flat=True))


def _weights(case: Grant) -> dict[str, Decimal]:
    """The partners' shares in euros, the lead first."""
    parts = case.participations.order_by("pk").values_list("municipality_id", "share_eur")
    return {ags: share or ZERO for ags, share in parts}


def _by_partner(table: Table) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for parts in table.values():
        for ags, amount in parts.items():
            sums[ags] = sums.get(ags, ZERO) + amount
    return sums
