"""What each work list holds, as conditions its list page uses too."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from core.money import ZERO
from programs.models import BaseRate, Directive, Drawdown, Letter, Payment
from programs.rules.steps.base import PAID_OUT


def is_mine(user: Any, prefix: str = "") -> Q:
    """Cases the user works on, and those nobody works on."""
    return Q(**{f"{prefix}officer": user}) | Q(**{f"{prefix}officer__isnull": True})


def returned_to(user: Any) -> Q:
    """Proposals sent back that `user` prepared and has not answered."""
    return Q(prepared_by=user, is_withdrawn=False, settled_at__isnull=True)


def unpaid_drawdowns() -> QuerySet[Any]:
    """Drawdowns with `unpaid_eur` for which no payment was found correct yet."""
    parts = Payment.objects.filter(drawdown=OuterRef("pk"), cancelled_at__isnull=True)
    given = Subquery(
        parts.order_by().values("drawdown").annotate(sum_eur=Sum("amount_eur")).values("sum_eur")
    )
    rest = F("amount_eur") - F("released_eur") - Coalesce(given, ZERO)
    rows = Drawdown.objects.filter(grant__state__in=PAID_OUT).annotate(unpaid_eur=rest)
    return rows.filter(unpaid_eur__gt=0)


def letters_to_send(user: Any) -> QuerySet[Letter]:
    """Letters of the user's cases that wait; a decision goes out with its notification."""
    return Letter.objects.unsent().filter(is_mine(user, "grant__"), decision__isnull=True)


def ending_directives(today: date, until: date) -> QuerySet[Directive]:
    """Directives that end between the days and that no version follows."""
    ending = Directive.objects.filter(valid_to__gte=today, valid_to__lte=until)
    follows = Directive.objects.filter(
        program=OuterRef("program"), valid_from__gt=OuterRef("valid_to")
    )
    return ending.filter(~Exists(follows))


def missing_base_rate(today: date) -> date | None:
    """The half-year whose base rate nobody recorded; None where the present one is there.

    Source: § 247 BGB, 1 January and 1 July.
    """
    begin = date(today.year, 7 if today.month > 6 else 1, 1)
    return None if BaseRate.objects.filter(valid_from=begin).exists() else begin
