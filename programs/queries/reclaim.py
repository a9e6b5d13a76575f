"""What is still open of a reclaim, and the interest on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.money import ZERO, sum_eur
from programs.models import BaseRate, Reclaim, Repayment
from programs.rules.interest import InterestRow, interest_rows


def open_eur(reclaim: Reclaim) -> Decimal:
    """What was claimed and not repaid yet, without interest, in euros."""
    return reclaim.amount_eur - sum_eur(reclaim.repayments.values_list("amount_eur", flat=True))


def with_open(reclaims: QuerySet[Reclaim]) -> QuerySet[Any]:
    """The reclaims, each with its `open_eur` as the function of this name counts it."""
    parts = Repayment.objects.filter(reclaim=OuterRef("pk")).order_by().values("reclaim")
    repaid = Subquery(parts.annotate(sum_eur=Sum("amount_eur")).values("sum_eur"))
    return reclaims.annotate(open_eur=F("amount_eur") - Coalesce(repaid, ZERO))


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
        repayments=list(reclaim.repayments.values_list("paid_on", "amount_eur")),
    )
