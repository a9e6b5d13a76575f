"""What is still open of a reclaim, and the interest on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.money import ZERO, sum_eur
from programs.models import BaseRate, Grant, InterestPayment, Reclaim, Repayment
from programs.rules.interest import InterestRow, interest_rows
from programs.rules.steps.base import RUNNING
from programs.rules.transitions import TRANSITIONS

Row = TypeVar("Row", Repayment, InterestPayment)


def standing(rows: Iterable[Row]) -> list[Row]:
    """Those of all repayments, or of all payments of interest, of a claim that nobody cancelled."""
    known = list(rows)
    reversed_ones = {row.reverses_id for row in known}
    return [row for row in known if row.reverses_id is None and row.pk not in reversed_ones]


def open_eur(reclaim: Reclaim) -> Decimal:
    """What was claimed and not repaid yet, without interest, in euros."""
    return reclaim.amount_eur - sum_eur(reclaim.repayments.values_list("amount_eur", flat=True))


def open_interest_eur(reclaim: Reclaim) -> Decimal | None:
    """What was claimed of interest and neither paid nor waived, in euros; None while unclaimed."""
    if reclaim.interest_eur is None:
        return None
    paid = sum_eur(reclaim.interest_payments.values_list("amount_eur", flat=True))
    return reclaim.interest_eur - reclaim.waived_eur - paid


def with_open(reclaims: QuerySet[Reclaim]) -> QuerySet[Any]:
    """The reclaims, each with `open_eur` and `open_interest_eur` as the functions count them.

    `interest_received_eur` is what came of the interest.
    """

    def came(payments: QuerySet[Any]) -> Coalesce:
        parts = payments.filter(reclaim=OuterRef("pk")).order_by().values("reclaim")
        return Coalesce(Subquery(parts.annotate(total=Sum("amount_eur")).values("total")), ZERO)

    return reclaims.annotate(
        open_eur=F("amount_eur") - came(Repayment.objects.all()),
        interest_received_eur=came(InterestPayment.objects.all()),
        open_interest_eur=F("interest_eur") - F("waived_eur") - F("interest_received_eur"),
    )


def after_the_project(case: Grant) -> list[Reclaim]:
    """The approved reclaims of a case but those of its running project, which moved no state."""
    approved = (claim for claim in case.reclaims.all() if claim.approved_at is not None)
    return [claim for claim in approved if claim.state_before not in RUNNING]


def state_before_reclaims(case: Grant) -> str:
    """Where a case with open reclaims stood before the first of them, cancelled ones included."""
    sources = TRANSITIONS["open_reclaim"].sources
    first = Reclaim.on_file.filter(grant=case, state_before__in=sources)
    return first.order_by("-approved_at", "-pk").values_list("state_before", flat=True)[0]


def with_open_principal(reclaims: QuerySet[Reclaim]) -> QuerySet[Reclaim]:
    """Those whose principal is not repaid in whole."""
    return reclaims.filter(paid_on__isnull=True)


def with_unclaimed_interest(reclaims: QuerySet[Reclaim]) -> QuerySet[Reclaim]:
    """Those whose principal is repaid while nobody claimed or waived their interest yet."""
    return reclaims.filter(paid_on__isnull=False, interest_eur__isnull=True)


def with_interest_owed(reclaims: QuerySet[Reclaim]) -> QuerySet[Reclaim]:
    """Those whose interest is claimed and neither paid nor waived in whole."""
    return reclaims.filter(interest_eur__isnull=False, settled_on__isnull=True)


def awaiting_waiver(reclaims: QuerySet[Reclaim]) -> QuerySet[Reclaim]:
    """Those whose interest one person proposed to waive, and no second one decided."""
    return reclaims.filter(
        waiver_proposed_by__isnull=False, waived_by__isnull=True, settled_on__isnull=True
    )


def derivation(reclaim: Reclaim, *, until: date) -> list[InterestRow]:
    """The interest on what was open of the reclaim up to a day, row by row.

    Raises RuleError if the directive names no interest or a base rate is missing.
    """
    directive = reclaim.grant.directive
    if directive is None or directive.interest_points is None:
        raise RuleError(
            _("The directive names no interest. A second person has to waive it."),
            code="no_interest",
        )
    return interest_rows(
        reclaim.amount_eur,
        first_day=reclaim.interest_from,
        last_day=until,
        base_rates=dict(BaseRate.objects.values_list("valid_from", "percent")),
        points=directive.interest_points,
        year_days=directive.interest_year_days,
        repayments=[(r.paid_on, r.amount_eur) for r in standing(reclaim.repayments.all())],
    )
