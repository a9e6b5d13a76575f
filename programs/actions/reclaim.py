"""Reclaims: opened by one person, approved by another, paid back with interest."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import APPROVE, PREPARE
from core.errors import RuleError
from core.formats import format_eur
from core.forms.days import check_not_future
from core.money import ZERO, split_eur
from programs.actions.amendment import check_all_sent
from programs.actions.booking import book, lock_lines
from programs.actions.returns import settle_returns
from programs.actions.signing import check_signatory, lock_grant
from programs.choices import AMENDING, DecisionKind, EntryKind, GrantState
from programs.models import Grant, GrantBalance, LedgerEntry, Reclaim, Repayment
from programs.permissions import partners_of
from programs.queries.reclaim import derivation, open_eur
from programs.rules.interest import interest_eur
from programs.rules.transitions import RUNNING, target_of

GROUNDS = (*AMENDING, DecisionKind.REVOCATION, DecisionKind.ANNULMENT, DecisionKind.LAPSE)
KEEPING_STATE = (*RUNNING, GrantState.RECLAIM_OPEN)


@transaction.atomic
def open_reclaim(
    grant: Grant,
    *,
    amount_eur: Decimal,
    reason: str,
    hearing_on: date | None,
    interest_from: date,
    due_on: date,
    by: User,
    at: datetime,
) -> Reclaim:
    """Put a reclaim of `amount_eur` euros before a second person; nothing is booked yet.

    Raises RuleError if more is claimed than was paid and not claimed yet, or nobody was heard.
    """
    case = lock_grant(grant)
    _state_with_claim(case)
    _require(by, PREPARE)
    check_all_sent(case)
    if not reason.strip():
        raise RuleError(_("Give the reason of the reclaim."), field="reason")
    if hearing_on is None or hearing_on > timezone.localdate(at):
        raise RuleError(
            _("Hear the recipient first, and record the day of the hearing."), field="hearing_on"
        )
    left = claimable_eur(case)
    if not 0 < amount_eur <= left:
        message = _("%(left)s were paid and not reclaimed yet. Enter up to this amount.")
        raise RuleError(message % {"left": format_eur(left)}, field="amount_eur")
    if case.reclaims.filter(approved_at__isnull=True).exists():
        raise RuleError(_("Another reclaim awaits its approval."), code="reclaim_pending")
    settle_returns(case, at=at)
    return Reclaim.objects.create(
        grant=case,
        decision=case.decisions.filter(kind__in=GROUNDS, approved_at__isnull=False).last(),
        reason=reason.strip(),
        hearing_on=hearing_on,
        amount_eur=amount_eur,
        interest_from=interest_from,
        due_on=due_on,
        prepared_by=by,
        prepared_at=at,
    )


@transaction.atomic
def approve_reclaim(reclaim: Reclaim, *, by: User, at: datetime) -> None:
    """Sign the reclaim and book the claim, split as the money was paid.

    A project that runs on keeps its state.
    """
    case, locked = _lock(reclaim)
    if locked.approved_at is not None:
        raise RuleError(_("This reclaim is approved already."), code="approved_already")
    _check_second_person(case, locked, by)
    years = case.directive.limitation_years if case.directive else None
    day = timezone.localdate(at)
    locked.approved_by, locked.approved_at = by, at
    locked.limitation_on = date(day.year + years, 12, 31) if years is not None else None
    locked.save(update_fields=["approved_by", "approved_at", "limitation_on"])
    _book_claim(case, locked, day)
    target = _state_with_claim(case)
    locked.state_before = case.state
    locked.save(update_fields=["state_before"])
    if target != case.state:
        case.state = target
        case.save(update_fields=["state", "search_text"])


@transaction.atomic
def waive_interest(reclaim: Reclaim, *, reason: str, by: User) -> None:
    """Waive the interest of an approved reclaim; only who did not prepare it may."""
    case, locked = _lock(reclaim)
    _check_unpaid(locked)
    _check_second_person(case, locked, by)
    if not reason.strip():
        raise RuleError(_("Give the reason."), field="reason")
    locked.waived_interest_reason, locked.waived_by = reason.strip(), by
    locked.save(update_fields=["waived_interest_reason", "waived_by"])


@transaction.atomic
def record_repayment(
    reclaim: Reclaim,
    *,
    paid_on: date,
    by: User,
    at: datetime,
    amount_eur: Decimal | None = None,
    booking_reference: str = "",
) -> Repayment:
    """Record that the claim was paid back on a day, or `amount_eur` euros of it.

    With the last euro the claim is paid: interest is due up to that day on what was open, unless
    it is waived, and the case is settled with its last reclaim. Raises RuleError for more than is
    open.
    """
    case, locked = _lock(reclaim)
    _require(by, PREPARE)
    _check_unpaid(locked)
    check_not_future(paid_on, at=at, field="paid_on")
    left = open_eur(locked)
    amount = left if amount_eur is None else amount_eur
    if not 0 < amount <= left:
        message = _("%(left)s are still open. Enter up to this amount.")
        raise RuleError(
            message % {"left": format_eur(left)}, field="amount_eur", code="amount_exceeded"
        )
    repayment = Repayment.objects.create(
        reclaim=locked,
        amount_eur=amount,
        paid_on=paid_on,
        booking_reference=booking_reference.strip(),
        recorded_by=by,
    )
    _book_repayment(repayment)
    if amount == left:
        _settle(case, locked, by)
    return repayment


def _settle(case: Grant, reclaim: Reclaim, by: User) -> None:
    """Close the claim on the day of its last repayment, with the interest up to that day."""
    day = max(reclaim.repayments.values_list("paid_on", flat=True))
    waived = reclaim.waived_interest_reason
    interest = Decimal(0) if waived else interest_eur(derivation(reclaim, until=day))
    reclaim.paid_on, reclaim.interest_to, reclaim.interest_eur = day, day, interest
    reclaim.save(update_fields=["paid_on", "interest_to", "interest_eur"])
    claims = _claims(reclaim)
    parts = split_eur(interest, [claim.amount_eur for claim in claims])
    _book_return(reclaim, EntryKind.INTEREST, parts, day, by)
    is_last = not case.reclaims.filter(paid_on__isnull=True).exists()
    if is_last and case.state == GrantState.RECLAIM_OPEN:
        case.state = target_of("settle_reclaim", case.state)
        case.save(update_fields=["state", "search_text"])


def _state_with_claim(case: Grant) -> str:
    """The state of the case once a reclaim is approved; RuleError where none may be opened."""
    if case.state in KEEPING_STATE:
        return case.state
    return target_of("open_reclaim", case.state)


def claimable_eur(grant: Grant) -> Decimal:
    """What was paid and neither claimed nor repaid, in euros."""
    return sum((left for _line, left in _left_by_line(grant)), Decimal(0))


def _left_by_line(grant: Grant) -> list[tuple[int, Decimal]]:
    balances = GrantBalance.objects.filter(grant=grant).order_by("line_id")
    return [(b.line_id, b.paid_eur - max(b.claimed_eur, b.repaid_eur)) for b in balances]


def _book_claim(case: Grant, reclaim: Reclaim, day: date) -> None:
    """Claim on each line and from each partner in proportion to what was paid there."""
    lines = [(line, left) for line, left in _left_by_line(case) if left > 0]
    lock_lines([line for line, _left in lines])
    amounts = split_eur(reclaim.amount_eur, [left for _line, left in lines])
    entries = []
    for (line, _left), amount in zip(lines, amounts, strict=True):
        paid = _paid_by_partner(case, line)
        parts = split_eur(amount, [eur for _ags, eur in paid])
        entries += [
            LedgerEntry(
                kind=EntryKind.CLAIM,
                amount_eur=part,
                line_id=line,
                grant=case,
                municipality_id=ags,
                reclaim=reclaim,
                document=f"{case.file_reference}: {EntryKind.CLAIM.label}",
                booked_on=day,
                recorded_by=reclaim.prepared_by,
                approved_by=reclaim.approved_by,
            )
            for (ags, _eur), part in zip(paid, parts, strict=True)
            if part
        ]
    book(entries)


def _paid_by_partner(case: Grant, line: int) -> list[tuple[str | None, Decimal]]:
    paid: dict[str | None, Decimal] = {}
    entries = LedgerEntry.objects.filter(grant=case, line=line, kind=EntryKind.PAYMENT)
    for ags, amount in entries.values_list("municipality_id", "amount_eur"):
        paid[ags] = paid.get(ags, Decimal(0)) + amount
    return sorted(paid.items(), key=lambda item: (item[0] != case.lead_id, item[0] or ""))


def _book_repayment(repayment: Repayment) -> None:
    """Book it in proportion to what is still open of each claim, rest cents to the lead."""
    reclaim, by = repayment.reclaim, repayment.recorded_by
    repaid: dict[tuple[int, str | None], Decimal] = {}
    for entry in reclaim.entries.filter(kind=EntryKind.REPAYMENT):
        key = entry.line_id, entry.municipality_id
        repaid[key] = repaid.get(key, ZERO) + entry.amount_eur
    rests = [
        claim.amount_eur - repaid.get((claim.line_id, claim.municipality_id), ZERO)
        for claim in _claims(reclaim)
    ]
    parts = split_eur(repayment.amount_eur, rests)
    _book_return(reclaim, EntryKind.REPAYMENT, parts, repayment.paid_on, by, repayment)


def _book_return(
    reclaim: Reclaim,
    kind: EntryKind,
    parts: list[Decimal],
    day: date,
    by: User | None,
    repayment: Repayment | None = None,
) -> None:
    """Book one amount for each claim of the reclaim, in their order."""
    claims = _claims(reclaim)
    lock_lines([claim.line_id for claim in claims])
    book(
        [
            LedgerEntry(
                kind=kind,
                amount_eur=part,
                line_id=claim.line_id,
                grant_id=claim.grant_id,
                municipality_id=claim.municipality_id,
                reclaim=reclaim,
                repayment=repayment,
                document=f"{reclaim.grant.file_reference}: {kind.label}",
                booked_on=day,
                recorded_by=by,
            )
            for claim, part in zip(claims, parts, strict=True)
            if part
        ]
    )


def _claims(reclaim: Reclaim) -> list[LedgerEntry]:
    """What is claimed on each line from each partner."""
    return list(reclaim.entries.filter(kind=EntryKind.CLAIM).order_by("pk"))


def _lock(reclaim: Reclaim) -> tuple[Grant, Reclaim]:
    case = lock_grant(reclaim.grant)
    locked = Reclaim.objects.select_for_update(of=("self",)).get(pk=reclaim.pk)
    locked.grant = case
    return case, locked


def _check_unpaid(reclaim: Reclaim) -> None:
    if reclaim.approved_at is None:
        raise RuleError(_("This reclaim is not approved yet."), code="not_approved")
    if reclaim.paid_on is not None:
        raise RuleError(_("This reclaim is paid already."), code="paid_already")


def _check_second_person(case: Grant, reclaim: Reclaim, by: User) -> None:
    check_signatory(
        by, APPROVE, prepared_by=reclaim.prepared_by_id, bodies=partners_of(case), what=reclaim
    )


def _require(by: User, permission: str) -> None:
    if not by.has_perm(permission):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
