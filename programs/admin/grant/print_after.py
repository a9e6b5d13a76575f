"""What happened to a case after its decisions, as lines for the printed case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from core.formats import format_day, format_eur
from programs.models import Grant, ProofOfUse, Reclaim, Reminder
from programs.queries.payment import payment_standing
from programs.queries.proof import overpaid_eur, proof_of, proof_standing


class PrintedLine(NamedTuple):
    """A day, what happened, and the amount in euros where there is one."""

    day: date | None
    text: str
    amount_eur: Decimal | None = None


def money_lines(grant: Grant) -> Iterator[PrintedLine]:
    """Drawdowns with what was given back, each followed by its payments and where they stand."""
    for drawdown in grant.drawdowns.prefetch_related("payments"):
        yield PrintedLine(drawdown.requested_on, _("Drawdown"), drawdown.amount_eur)
        if drawdown.released_eur:
            yield PrintedLine(None, _("of it given back unpaid"), drawdown.released_eur)
        for payment in drawdown.payments.all():
            text = _("Payment %(number)s: %(standing)s") % {
                "number": payment.booking_reference or "–",
                "standing": payment_standing(payment),
            }
            if payment.cancel_reason:
                text = f"{text} ({payment.cancel_reason})"
            yield PrintedLine(payment.paid_on, text, payment.amount_eur)


def proof_lines(grant: Grant) -> Iterator[PrintedLine]:
    """Interim reports, the proof of use with reminders and check, and reclaims."""
    for report in grant.interim_reports.prefetch_related("reminders"):
        received = (
            _("received on %(day)s") % {"day": format_day(report.submitted_on)}
            if report.submitted_on
            else _("not received")
        )
        text = _("Interim report for %(year)s: %(standing)s")
        yield PrintedLine(report.due_on, text % {"year": report.for_year, "standing": received})
        yield from _reminders(report.reminders.all())
    proof = proof_of(grant)
    if proof is not None:
        yield from _proof(grant, proof)
    for reclaim in grant.reclaims.select_related("waived_by").prefetch_related(
        "repayments", "interest_payments"
    ):
        yield from _reclaim(reclaim)


def _reclaim(reclaim: Reclaim) -> Iterator[PrintedLine]:
    """A reclaim with its interest and what was paid on both."""
    paid = _("paid on %(day)s") % {"day": format_day(reclaim.paid_on)}
    due = _("due on %(day)s") % {"day": format_day(reclaim.due_on)}
    text = _("Reclaim: %(reason)s, %(standing)s")
    values = {"reason": reclaim.reason, "standing": paid if reclaim.paid_on else due}
    yield PrintedLine(reclaim.due_on, text % values, reclaim.amount_eur)
    if reclaim.interest_eur:
        yield PrintedLine(reclaim.interest_due_on, _("Interest claimed"), reclaim.interest_eur)
    if reclaim.waived_by_id is not None:
        text = _("Interest waived by %(who)s: %(reason)s")
        values = {"who": str(reclaim.waived_by or "–"), "reason": reclaim.waived_interest_reason}
        yield PrintedLine(None, text % values)
    for part in reclaim.repayments.all():
        text = _("Repayment %(number)s") % {"number": part.booking_reference or "–"}
        yield PrintedLine(part.paid_on, text, part.amount_eur)
    for payment in reclaim.interest_payments.all():
        text = _("Interest received %(number)s") % {"number": payment.booking_reference or "–"}
        yield PrintedLine(payment.paid_on, text, payment.amount_eur)


def _reminders(reminders: Iterable[Reminder]) -> Iterator[PrintedLine]:
    for reminder in reminders:
        yield PrintedLine(reminder.sent_on, _("Reminder %(stage)s") % {"stage": reminder.stage})


def _proof(grant: Grant, proof: ProofOfUse) -> Iterator[PrintedLine]:
    text = _("Proof of use: %(standing)s")
    standing = proof_standing(proof, timezone.localdate())
    yield PrintedLine(proof.due_on, text % {"standing": standing}, proof.actual_eur)
    yield from _reminders(proof.reminders.all())
    if proof.checked_on is not None:
        text = _("Check by %(who)s: %(result)s. %(note)s")
        values = {
            "who": proof.checked_by or "–",
            "result": proof.get_result_display(),
            "note": proof.check_note,
        }
        yield PrintedLine(proof.checked_on, text % values)
        text = _("Recalculated grant; overpaid %(amount)s")
        values = {"amount": format_eur(overpaid_eur(grant))}
        yield PrintedLine(proof.checked_on, text % values, proof.recalculated_eur)
