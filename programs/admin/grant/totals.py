"""Running totals while a case is typed: sums, the directive's amount, what stays free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_eur
from core.money import ZERO, parse_eur, sum_eur
from core.text import only_digits
from programs.admin.grant.case import Case, case_of
from programs.models import Grant
from programs.queries.budget.cap import Cap, caps, planned
from programs.rules import funding


@dataclass
class Totals:
    """What the panel under the form says."""

    shares_eur: Decimal = ZERO
    partners: int = 0
    tranches_eur: Decimal = ZERO
    caps: list[Cap] = field(default_factory=list)
    usual: str = ""
    problems: list[str] = field(default_factory=list)

    @property
    def difference(self) -> str:
        """The sentence that shares and tranches differ; empty where they agree."""
        try:
            funding.check_shares(self.tranches_eur, [self.shares_eur])
        except RuleError as error:
            return error.message
        return ""

    def as_json(self) -> dict[str, Any]:
        return {
            "shares": format_eur(self.shares_eur),
            "partners": self.partners,
            "tranches": format_eur(self.tranches_eur),
            "difference": self.difference,
            "usual": self.usual,
            "caps": [{"text": str(cap), "is_over": cap.is_over} for cap in self.caps],
            "problems": self.problems,
        }


def totals_of(grant: Grant, case: Case) -> Totals:
    """The totals of a stored case."""
    shares = [part.share_eur for part in grant.participations.all()]
    tranches = sum_eur(tranche.amount_eur for tranche in grant.tranches.all())
    totals = Totals(
        shares_eur=sum_eur(share for share in shares if share is not None),
        partners=len(shares),
        tranches_eur=tranches,
        caps=caps(planned(grant), grant=grant),
    )
    totals.usual = _usual(totals, case)
    return totals


def totals_of_form(request: HttpRequest, grant: Grant | None) -> Totals:
    """The totals of what is typed: lists `share`, and `line` with `amount`, in German notation."""
    typed, totals = request.GET, Totals()
    shares = _amounts(typed.getlist("share"), totals.problems)
    totals.partners = sum(share is not None for share in shares)
    totals.shares_eur = sum_eur(share for share in shares if share is not None)
    asked = _asked(typed, totals.problems)
    totals.tranches_eur = sum_eur(asked.values())
    totals.caps = caps({line: eur for line, eur in asked.items() if line}, grant=grant)
    totals.usual = _usual(totals, case_of(request, grant))
    return totals


def _asked(typed: QueryDict, problems: list[str]) -> dict[int, Decimal]:
    asked: dict[int, Decimal] = {}
    amounts = _amounts(typed.getlist("amount"), problems)
    for line, amount in zip(typed.getlist("line"), amounts, strict=False):
        key = int(line) if only_digits(line) else 0
        if amount is not None:
            asked[key] = asked.get(key, ZERO) + amount
    return asked


def _amounts(texts: Iterable[str], problems: list[str]) -> list[Decimal | None]:
    amounts: list[Decimal | None] = []
    for text in texts:
        try:
            amounts.append(parse_eur(text) if text.strip() else None)
        except RuleError as error:
            problems.append(error.message)
            amounts.append(None)
    return amounts


def _usual(totals: Totals, case: Case) -> str:
    """The directive's own sum, e.g. "4 x 25.000,00 € = 100.000,00 €"; empty without a rate."""
    directive = case.directive
    if directive is None or directive.per_partner_eur is None or not totals.partners:
        return ""
    usual = funding.per_partner_eur(
        totals.partners, rate_eur=directive.per_partner_eur, cap_eur=directive.cap_eur
    )
    text = _("Directive: %(partners)s x %(rate)s = %(usual)s")
    return text % {
        "partners": totals.partners,
        "rate": format_eur(directive.per_partner_eur),
        "usual": format_eur(usual),
    }
