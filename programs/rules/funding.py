"""The arithmetic of funding: values in, value or RuleError out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from core.calendar import last_day
from core.errors import RuleError
from core.formats import format_day, format_eur, format_shares_apart
from core.money import round_eur, split_eur, sum_eur


def grant_eur(eligible_eur: Decimal, *, rate: Decimal) -> Decimal:
    """Grant by share financing, in euros, rounded half up to the cent.

    `rate` is a share: 0.80 means 80 %.
    Raises RuleError if costs are negative or `rate` lies outside 0..1.
    Source: funding directive, "Höhe der Zuwendung" (docs/rules/grant-amount.md).
    """
    if eligible_eur < 0:
        raise RuleError(_("Eligible expenditure cannot be negative."), field="eligible_eur")
    if not 0 < rate <= 1:
        raise RuleError(_("The funding rate lies above 0 % and up to 100 %."), field="funding_rate")
    return round_eur(eligible_eur * rate)


def per_partner_eur(partners: int, *, rate_eur: Decimal, cap_eur: Decimal | None = None) -> Decimal:
    """Grant of a cooperation at a fixed rate per partner, in euros: 4 x 25,000 = 100,000.

    Source: IKZ framework agreement and press release of 2020 (docs/rules/grant-amount.md).
    """
    amount = rate_eur * partners
    return amount if cap_eur is None else min(amount, cap_eur)


def check_shares(amount_eur: Decimal, shares_eur: Sequence[Decimal]) -> None:
    """Raise RuleError unless the partners' shares add up to the grant, to the cent.

    Source: docs/rules/grant-amount.md, "Anteile".
    """
    total = sum_eur(shares_eur)
    if total == amount_eur:
        return
    message = _(
        "The shares add up to %(total)s, the tranches to %(amount)s: %(difference)s too "
        "%(direction)s. Correct a share or a tranche."
    )
    values = {
        "total": format_eur(total),
        "amount": format_eur(amount_eur),
        "difference": format_eur(abs(total - amount_eur)),
        "direction": _("much") if total > amount_eur else _("little"),
    }
    raise RuleError(message % values, field="shares", code="shares")


def check_financing_plan(
    *, eligible_eur: Decimal, own_eur: Decimal, third_party_eur: Decimal, grant: Decimal
) -> None:
    """Raise RuleError unless own funds, third-party funds and grant make up the expenditure.

    Source: VV to § 44 LHO Nr. 3, financing plan (docs/rules/grant-amount.md).
    """
    total = own_eur + third_party_eur + grant
    if total == eligible_eur:
        return
    message = _(
        "Own funds, third-party funds and grant add up to %(total)s, the eligible expenditure "
        "is %(eligible)s. Correct the financing plan."
    )
    values = {"total": format_eur(total), "eligible": format_eur(eligible_eur)}
    raise RuleError(message % values, field="eligible_eur", code="financing_plan")


def check_partner_count(
    partners: int, *, usual: int | None, exceptional: int | None, reason: str
) -> None:
    """Raise RuleError if a cooperation has too few partners, or fewer than usual without a reason.

    Source: IKZ framework agreement, "in der Regel mindestens drei" (docs/rules/programs.md).
    """
    if usual is None or partners >= usual:
        return
    if exceptional is not None and partners >= exceptional:
        if reason.strip():
            return
        message = _("%(count)s partners instead of %(usual)s: give the reason for the exception.")
        values = {"count": partners, "usual": usual}
        raise RuleError(message % values, field="exception_reason", code="exception_reason")
    message = _("%(count)s partner(s): the directive asks for at least %(least)s.")
    least = exceptional if exceptional is not None else usual
    raise RuleError(
        message % {"count": partners, "least": least}, field="participations", code="partners"
    )


def check_cooperation_term(start: date, until: date, *, years: int | None) -> None:
    """Raise RuleError if the cooperation is shorter than the directive asks.

    Source: IKZ framework agreement, five years (docs/rules/programs.md).
    """
    least = last_day(start, 12 * years) if years is not None else until
    if until >= least:
        return
    message = _("The cooperation has to last at least %(years)s years, until %(day)s.")
    values = {"years": years, "day": format_day(least)}
    raise RuleError(message % values, field="cooperation_until")


def saving_rate(baseline_eur: Decimal, planned_eur: Decimal) -> Decimal | None:
    """Saving as a share of the cost before, 0.15 means 15 %; None without a cost before."""
    return (baseline_eur - planned_eur) / baseline_eur if baseline_eur else None


def check_saving(
    baseline_eur: Decimal, planned_eur: Decimal, *, least: Decimal | None, reason: str
) -> None:
    """Raise RuleError if the saving is below what should be reached and no reason is given.

    A "should" rule: with a reason it passes.
    Source: IKZ framework agreement, 15 % (docs/rules/programs.md).
    """
    rate = saving_rate(baseline_eur, planned_eur)
    if least is None or rate is None or rate >= least or reason.strip():
        return
    message = _("The saving is %(rate)s; %(least)s should be reached. Give the reason.")
    saved, wanted = format_shares_apart(rate, least)
    values = {"rate": saved, "least": wanted}
    raise RuleError(message % values, field="saving_reason", code="saving")


def split_tranche(
    tranches_eur: Sequence[Decimal], shares_eur: Sequence[Decimal]
) -> list[list[Decimal]]:
    """Each tranche split over the partners, so that rows add up to tranches, columns to shares.

    All but the last tranche follow the shares still open by largest remainder; the last takes
    what is left of each share.
    """
    left = list(shares_eur)
    table: list[list[Decimal]] = []
    for amount in tranches_eur[:-1]:
        row = split_eur(amount, [abs(share) for share in left])
        left = [share - part for share, part in zip(left, row, strict=True)]
        table.append(row)
    return [*table, left]
