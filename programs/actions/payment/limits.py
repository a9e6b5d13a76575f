"""How much may still be drawn and paid: by drawdown, by partner, and what is held back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleError
from core.formats import format_day, format_eur, format_rate
from core.money import ZERO, round_eur, sum_eur
from programs.choices import DecisionKind, EntryKind
from programs.models import Drawdown, Grant, LedgerEntry, Payment
from programs.queries.proof import booked, proof_of

Rests = list[tuple[str | None, Decimal]]


def check_amount(amount_eur: Decimal, left_eur: Decimal, what: str) -> None:
    """Raise RuleError unless more than nothing and at most `left_eur` is asked for."""
    if amount_eur <= 0:
        raise RuleError(_("Enter an amount of more than 0,00 €."), field="amount_eur")
    if amount_eur > left_eur:
        message = _("%(asked)s asked for, %(left)s %(what)s. Reduce the amount by %(over)s.")
        values = {
            "asked": format_eur(amount_eur),
            "left": format_eur(left_eur),
            "what": what,
            "over": format_eur(amount_eur - left_eur),
        }
        raise RuleError(message % values, field="amount_eur", code="amount_exceeded")


def check_final_by(case: Grant, day: date, *, field: str) -> None:
    """Raise RuleError if the grant decision is not final on `day`: no money moves before."""
    decision = case.decisions.filter(kind=DecisionKind.INITIAL).first()
    if decision is None or decision.final_on is None or day < decision.final_on:
        final = decision.final_on if decision else None
        message = _("The decision is final on %(final)s; %(day)s lies before. Enter a later day.")
        values = {"final": format_day(final), "day": format_day(day)}
        raise RuleError(message % values, field=field, code="not_final")


def check_number_is_free(payment: Payment, number: str, *, by: User) -> None:
    """Raise RuleError if another payment bears this booking number of the state's accounting.

    It names the case of that payment to whom the case is shown.
    """
    other = Payment.objects.exclude(pk=payment.pk).filter(booking_reference=number).first()
    if not number or other is None:
        return
    values: dict[str, object] = {"number": number, "other": other}
    message = _("The number %(number)s belongs to the payment %(other)s. Correct it.")
    case = Grant.objects.visible_to(by).filter(drawdowns__payments=other).first()
    if case is not None:
        values["case"] = case.file_reference
        message = _(
            "The number %(number)s belongs to the payment %(other)s of the case %(case)s. "
            "Correct it."
        )
    raise RuleError(message % values, field="booking_reference", code="number_taken")


def unpaid_eur(drawdown: Drawdown) -> Decimal:
    """What a drawdown has left for payments: less what was given back and found correct."""
    payments = drawdown.payments.all()
    given = sum_eur(p.amount_eur for p in payments if p.cancelled_at is None)
    return drawdown.amount_eur - drawdown.released_eur - given


def check_held_back(
    case: Grant, amount_eur: Decimal, *, is_final: bool, ordered: Payment | None = None
) -> None:
    """Raise RuleError if the payment would touch the last instalment before the proof is checked.

    The directive says which share is held back; after the check at most the recalculated grant is
    paid. When a payment is `ordered`, only what was ordered before counts beside it.
    """
    others = Payment.objects.filter(drawdown__grant=case, cancelled_at__isnull=True)
    if ordered is not None:
        others = others.filter(ordered_at__isnull=False).exclude(pk=ordered.pk)
    if others.filter(is_final_instalment=True).exists():
        raise RuleError(_("The last instalment is paid already."), code="final_paid")
    given = sum_eur(others.values_list("amount_eur", flat=True))
    proof = proof_of(case)
    if proof is not None and proof.recalculated_eur is not None:
        check_amount(
            amount_eur,
            max(ZERO, proof.recalculated_eur - given),
            _("left by the check of the proof"),
        )
        return
    rate = case.directive.retained_rate if case.directive else None
    if not rate:
        return
    if is_final:
        message = _("The last instalment is paid when the proof of use is checked.")
        raise RuleError(message, field="final", code="held_back")
    approved = booked(case).approved_eur
    payable = approved - round_eur(approved * rate)
    what = _("payable while %(rate)s are held back") % {"rate": format_rate(rate)}
    check_amount(amount_eur, max(ZERO, payable - given), what)


def rests_by_partner(drawdown: Drawdown, given: EntryKind, taken: EntryKind) -> Rests:
    """What each partner has of `given` and not of `taken` in euros, the lead first.

    Commitments count on the whole budget line, drawdowns on this one.
    """
    entries = LedgerEntry.objects.filter(
        grant=drawdown.grant_id, line=drawdown.line_id, kind__in=[given, taken]
    )
    if given != EntryKind.COMMITMENT:
        entries = entries.filter(drawdown=drawdown)
    rests: dict[str | None, Decimal] = {}
    for municipality, kind, amount in entries.values_list("municipality_id", "kind", "amount_eur"):
        signed = amount if kind == given else -amount
        rests[municipality] = rests.get(municipality, ZERO) + signed
    lead = drawdown.grant.lead_id
    return sorted(rests.items(), key=lambda item: (item[0] != lead, item[0] or ""))
