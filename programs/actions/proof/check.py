"""The proof of use: awaited with its due date, received, drawn for a closer look, checked."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import PREPARE
from core.choices import check_offered
from core.database.values import takes_values
from core.errors import RuleError
from core.formats import format_eur
from core.forms.days import check_not_future
from core.money import ZERO
from programs.actions.moving import move
from programs.actions.signing import check_signatory, lock_grant
from programs.actions.way_back.returns import keep_return, settle_returns
from programs.choices import Act, CheckResult, DecisionKind, GrantState, ProofKind
from programs.models import Grant, Payment, ProofOfUse
from programs.permissions import check_may, partners_of
from programs.queries.dates import check_day
from programs.queries.proof import terms_of
from programs.rules.dates import Day
from programs.rules.proof import is_drawn, proof_due_on, recalculated_eur, surplus_eur
from programs.rules.transitions import target_of

MARKABLE = (GrantState.PROOF_DUE, GrantState.PROOF_SUBMITTED)


@transaction.atomic
def await_proof(
    grant: Grant,
    *,
    by: User | None,
    kind: ProofKind = ProofKind.SIMPLE,
    due_on: date | None = None,
) -> ProofOfUse:
    """Await the proof of use of a completed project, due by the directive or on `due_on`.

    `by` is None for the nightly run. Raises RuleError where the directive names no months and no
    day is given, or the day lies before the grant decision.
    """
    check_offered(kind, ProofKind, field="kind")
    case = lock_grant(grant)
    target = target_of("await_proof", case.state)
    if by is not None:
        check_may("await_proof", by, case)
    due = due_on or _due_on(case)
    check_day(case, Day.PROOF_DUE, due, field="due_on")
    proof, _created = ProofOfUse.objects.update_or_create(
        grant=case, defaults={"kind": kind, "due_on": due}
    )
    move(case, target, on=None)
    return proof


@takes_values
@transaction.atomic
def receive_proof(
    grant: Grant,
    *,
    on: date,
    by: User,
    at: datetime,
    actual_eur: Decimal,
    other_funds_eur: Decimal = ZERO,
    narrative_report: bool = True,
    financial_statement: bool = True,
) -> ProofOfUse:
    """Record that the proof of use came on `on`, with the expenditure it tells, in euros.

    Draws it for a check in depth where the directive says how many are; see docs/rules/proof.md.
    """
    case = lock_grant(grant)
    target = target_of("receive_proof", case.state)
    check_may("receive_proof", by, case)
    check_not_future(on, at=at)
    check_day(case, Day.PROVED, on, field="on")
    _check_not_negative(actual_eur, "actual_eur")
    _check_not_negative(other_funds_eur, "other_funds_eur")
    proof = ProofOfUse.objects.select_for_update(of=("self",)).get(grant=case)
    proof.submitted_on = on
    proof.narrative_report = narrative_report
    proof.financial_statement = financial_statement
    proof.actual_eur, proof.other_funds_eur = actual_eur, other_funds_eur
    rate = case.directive.sample_rate if case.directive else None
    proof.sampled |= is_drawn(f"{case.program.code}:{case.file_reference}", rate=rate)
    proof.save()
    settle_returns(case, at=at)
    move(case, target, on=on)
    return proof


@transaction.atomic
def return_proof(grant: Grant, *, by: User, at: datetime, reason: str) -> None:
    """Send a received proof back to the recipient as incomplete; it is awaited again."""
    case = lock_grant(grant)
    target = target_of("return_proof", case.state)
    _check_may_review(case, by)
    proof = ProofOfUse.objects.select_for_update(of=("self",)).get(grant=case)
    keep_return(
        Act.PROOF,
        Act.PROOF.label,
        grant=case,
        by=by,
        at=at,
        reason=reason,
        is_withdrawn=False,
        prepared_by=None,
        amount_eur=proof.actual_eur,
    )
    proof.submitted_on = None
    proof.save(update_fields=["submitted_on"])
    move(case, target, on=timezone.localdate(at))


@transaction.atomic
def mark_for_depth(grant: Grant, *, by: User) -> None:
    """Have the proof of use checked in depth, although it was not drawn."""
    case = lock_grant(grant)
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    if case.state not in MARKABLE:
        raise RuleError(_("The proof of use is not awaited, or checked already."), field="state")
    proof = ProofOfUse.objects.select_for_update(of=("self",)).get(grant=case)
    proof.sampled = True
    proof.save(update_fields=["sampled"])


@takes_values
@transaction.atomic
def review_proof(
    grant: Grant,
    *,
    result: CheckResult,
    note: str,
    by: User,
    at: datetime,
    actual_eur: Decimal | None = None,
    other_funds_eur: Decimal | None = None,
    surplus_reason: str = "",
) -> ProofOfUse:
    """Check the proof of use: result, note, and the grant recalculated from what is recognised.

    `actual_eur` is the expenditure that is recognised, by default what the proof tells; the same
    for `other_funds_eur`. Where the grant and the other funds come to more than the expenditure,
    `surplus_reason` says why that is accepted. Raises RuleError without it, if `by` ordered a
    payment of the case or works for a partner, if a part of the proof is missing, or if the result
    does not fit the arithmetic.
    """
    check_offered(result, CheckResult, field="result")
    case = lock_grant(grant)
    target = target_of("review_proof", case.state)
    _check_may_review(case, by)
    proof = ProofOfUse.objects.select_for_update(of=("self",)).get(grant=case)
    if not note.strip():
        raise RuleError(_("A check needs a note."), field="note")
    if actual_eur is not None:
        proof.actual_eur = actual_eur
    if other_funds_eur is not None:
        proof.other_funds_eur = other_funds_eur
    _check_not_negative(proof.actual_eur or ZERO, "actual_eur")
    _check_not_negative(proof.other_funds_eur or ZERO, "other_funds_eur")
    proof.recalculated_eur = _recalculated(case, proof, result)
    _check_surplus(case, proof, surplus_reason.strip())
    proof.result, proof.check_note = result, note.strip()
    proof.checked_by, proof.checked_on = by, timezone.localdate(at)
    check_day(case, Day.CHECKED, proof.checked_on, field="result", rows=[proof])
    proof.save()
    move(case, target, on=proof.checked_on)
    return proof


def recalculated_grant_eur(case: Grant, proof: ProofOfUse) -> Decimal:
    """The grant for the expenditure that stands in the proof, in euros."""
    return recalculated_eur(
        terms_of(case),
        proof.actual_eur or ZERO,
        other_eur=proof.other_funds_eur or ZERO,
        small_difference_eur=case.directive.small_difference_eur if case.directive else None,
    )


def proof_surplus_eur(case: Grant, proof: ProofOfUse, grant_eur: Decimal) -> Decimal:
    """What a grant of `grant_eur` euros and the other funds come to above the expenditure."""
    return surplus_eur(
        grant_eur,
        proof.actual_eur or ZERO,
        other_eur=proof.other_funds_eur or ZERO,
        small_difference_eur=case.directive.small_difference_eur if case.directive else None,
    )


def _check_surplus(case: Grant, proof: ProofOfUse, reason: str) -> None:
    """Keep the surplus with its reason; RuleError where there is one and nobody says why."""
    amount = proof.recalculated_eur or ZERO
    surplus = proof_surplus_eur(case, proof, amount) if amount else ZERO
    if surplus and not reason:
        message = _(
            "Grant %(grant)s and other funds %(other)s come to %(surplus)s more than the "
            "expenditure of %(actual)s. Say why this is accepted."
        )
        values = {
            "grant": format_eur(amount),
            "other": format_eur(proof.other_funds_eur),
            "surplus": format_eur(surplus),
            "actual": format_eur(proof.actual_eur),
        }
        raise RuleError(message % values, field="surplus_reason", code="over_financed")
    proof.surplus_eur, proof.surplus_reason = surplus, reason if surplus else ""


def _due_on(case: Grant) -> date:
    months = case.directive.proof_months if case.directive else None
    if months is None:
        raise RuleError(
            _("The directive names no time for the proof of use. Enter the day it is due."),
            field="due_on",
        )
    return proof_due_on(case.purpose_fulfilled_on, _period_end(case), months=months)


def _period_end(case: Grant) -> date | None:
    """The end of the period; one that was over before the decision counts from the decision."""
    decided = case.decisions.filter(kind=DecisionKind.INITIAL).values_list("decided_on", flat=True)
    decided_on = decided.first()
    if case.period_end is None or decided_on is None:
        return case.period_end
    return max(case.period_end, decided_on)


def _recalculated(case: Grant, proof: ProofOfUse, result: CheckResult) -> Decimal:
    """The grant after the check; a proof that is not accepted proves nothing."""
    if result == CheckResult.REFUSED:
        return ZERO
    if not (proof.narrative_report and proof.financial_statement):
        raise RuleError(
            _("The narrative report or the financial statement is missing."), field="result"
        )
    approved = terms_of(case).approved_eur
    amount = recalculated_grant_eur(case, proof)
    is_less = amount < approved
    if is_less != (result == CheckResult.REDUCED):
        message = _("Recalculated, the grant is %(amount)s of %(approved)s: choose “%(result)s”.")
        fitting = CheckResult.REDUCED if is_less else CheckResult.ACCEPTED
        values = {
            "amount": format_eur(amount),
            "approved": format_eur(approved),
            "result": fitting.label,
        }
        raise RuleError(message % values, field="result", code="result_differs")
    return amount


def _check_may_review(case: Grant, by: User) -> None:
    payments = Payment.objects.filter(drawdown__grant=case, ordered_by__isnull=False)
    check_signatory(
        by,
        PREPARE,
        prepared_by=None,
        signed_before=list(payments.values_list("ordered_by", flat=True)),
        bodies=partners_of(case),
        what=_("%(case)s, proof of use") % {"case": case},
    )


def _check_not_negative(amount_eur: Decimal, field: str) -> None:
    if amount_eur < 0:
        raise RuleError(_("The amount cannot be negative."), field=field)
