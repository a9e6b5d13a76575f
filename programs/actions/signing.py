"""Signing: the locked case, who may sign, the signature itself, and what it commits.

Every action that needs a second person asks `check_signatory`; nobody asks a role by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import User
from accounts.roles import APPROVE
from core.errors import RuleError
from core.forms.days import check_not_future
from core.money import sum_eur
from municipalities.models import municipalities_of
from programs.actions.booking import book, check_free, check_year_binds, lock_lines
from programs.actions.decision.numbers import number_decisions
from programs.choices import EntryKind
from programs.models import Decision, Grant, LedgerEntry
from programs.permissions import partners_of, refusal
from programs.queries.dates import check_day
from programs.rules.dates import Day, check_decision_day

SIGNED = ("approved_by", "approved_at", "decided_on", "backdating_reason", "number")


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


def check_signatory(
    user: User,
    permission: str,
    *,
    prepared_by: int | None,
    what: object,
    signed_before: Collection[int | None] = (),
    bodies: Iterable[str | None] = (),
) -> None:
    """Raise RuleError unless `user` is an independent person who may sign `what`.

    `prepared_by` and `signed_before` are keys of people, `bodies` the keys (AGS) of the bodies that
    take part. Codes: "not_allowed", "four_eyes", "six_eyes", "own_municipality".
    Source: four eyes (docs/rules/signatures.md).
    """
    if not user.has_perm(permission):
        raise refusal("not_allowed", what, permission)
    if user.pk == prepared_by:
        raise refusal("four_eyes", what, permission)
    if user.pk in signed_before:
        raise refusal("six_eyes", what, permission)
    if not municipalities_of(user).isdisjoint(bodies):
        raise refusal("own_municipality", what, permission)


def sign(
    decision: Decision,
    *,
    by: User,
    at: datetime,
    decided_on: date | None = None,
    backdating_reason: str = "",
) -> bool:
    """Sign a locked decision; True where it is the last signature, to be saved with its bookings.

    Above the program's threshold the first signature is only kept. With the last one it gets its
    date and its number.
    """
    _check_signature(decision, by)
    if decision.needs_third_signature and decision.countersigned_at is None:
        decision.countersigned_by, decision.countersigned_at = by, at
        decision.save(update_fields=["countersigned_by", "countersigned_at"])
        return False
    decision.approved_by, decision.approved_at = by, at
    date_decision(decision, decided_on, at=at, reason=backdating_reason)
    number_decisions([decision])
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
    check_signatory(
        by,
        APPROVE,
        prepared_by=decision.prepared_by_id,
        signed_before=[decision.countersigned_by_id, decision.budget_officer_consent_by_id],
        bodies=partners_of(decision.grant),
        what=what_is_signed(decision),
    )
    _check_consent(decision)


def check_may_return(by: User, decision: Decision, permission: str) -> None:
    """Raise RuleError unless `by` could sign the decision, or signed it as the first of two."""
    check_signatory(
        by,
        permission,
        prepared_by=decision.prepared_by_id,
        bodies=partners_of(decision.grant),
        what=what_is_signed(decision),
    )


def what_is_signed(decision: Decision) -> str:
    """The decision as a refusal names it."""
    return f"{decision.grant} ({decision.get_kind_display()})"


def _check_consent(decision: Decision) -> None:
    if not decision.needs_budget_consent or decision.budget_officer_consent_by_id is not None:
        return
    message = _(
        "%(case)s: the consent of the budget officer is missing. "
        "Ask somebody with the role “%(role)s” for it."
    )
    values = {"case": decision.grant, "role": Role.BUDGET_OFFICER.label}
    raise RuleError(message % values, code="no_consent")


def commit(
    decision: Decision, amounts: Mapping[int, Mapping[str, Decimal]], *, at: datetime
) -> None:
    """Book commitments in euros by line and municipality; a negative amount releases.

    Locks the lines in primary-key order. Raises BudgetExceeded if a line has less free, RuleError
    for more on a line of another year than that of the signature.
    """
    asked = {line: sum_eur(parts.values()) for line, parts in amounts.items()}
    balances = lock_lines(asked)
    binding = [balances[line].line for line, amount in asked.items() if amount > 0]
    signed_on = timezone.localdate(at)
    check_year_binds(binding, on=signed_on)
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
                booked_on=decision.decided_on or signed_on,
                recorded_by=decision.prepared_by,
                approved_by=decision.approved_by,
            )
            for line, parts in sorted(amounts.items())
            for ags, amount in parts.items()
            if amount
        ],
        at=at,
    )


def needs_third_signature(grant: Grant, amount_eur: Decimal) -> bool:
    threshold = grant.program.third_signature_from_eur
    return threshold is not None and amount_eur >= threshold


def needs_budget_consent(grant: Grant, amount_eur: Decimal) -> bool:
    """Whether the budget officer is asked: by law for what weighs on the budget (§ 9 LHO)."""
    threshold = grant.program.budget_officer_from_eur
    return threshold is not None and amount_eur >= threshold
