"""The payment notice (Auszahlungsmitteilung)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.formats import format_day, format_eur
from core.money import sum_eur
from municipalities.models import Municipality
from programs.choices import LetterKind, TextPlace
from programs.letters.contents import (
    LetterContent,
    LetterSection,
    LetterSheet,
    amount,
    block,
    blocks,
    facts,
    letter,
)
from programs.models import Payment

KIND = LetterKind.PAYMENT


def payment_letter(
    payment: Payment, parts: Sequence[tuple[Municipality, Decimal]], sheet: LetterSheet
) -> LetterContent:
    """The notice of an ordered payment; `parts` are the partners' euros of it."""
    drawdown = payment.drawdown
    grant = drawdown.grant
    texts = blocks(grant, KIND, sheet, **amount(payment.amount_eur))
    until = payment.use_until
    return letter(
        grant,
        KIND,
        sheet,
        [
            block(texts, TextPlace.OPENING),
            LetterSection(
                facts=facts(
                    (_("Amount"), format_eur(payment.amount_eur)),
                    (_("Requested on"), format_day(drawdown.requested_on)),
                    (_("Value date"), format_day(payment.paid_on)),
                    (_("To be used until"), format_day(until) if until else None),
                    (_("Booking number (HKR)"), payment.booking_reference),
                )
            ),
            LetterSection(
                _("Share of each partner"),
                head=[_("Municipal body"), _("Amount")],
                rows=[
                    *((f"{body} ({body.pk})", format_eur(eur)) for body, eur in parts),
                    (_("Total"), format_eur(sum_eur(eur for _body, eur in parts))),
                ],
            ),
            block(texts, TextPlace.CLOSING),
        ],
    )
