"""Sections that letters on a grant share: its figures, shares, years and clauses."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from core.formats import format_day, format_eur, format_rate
from core.money import ZERO, sum_eur
from programs.choices import TextPlace
from programs.letters.contents import LetterSection, block, facts, paragraphs
from programs.letters.texts import BlockTexts
from programs.models import Decision


def terms(decision: Decision) -> LetterSection:
    """What is granted to whom for what, as the decision says it."""
    grant = decision.grant
    return LetterSection(
        _("Contents of the decision"),
        facts=facts(
            (_("Recipient"), str(grant.lead)),
            (_("Purpose of the grant"), decision.purpose),
            (_("Legal basis"), decision.legal_basis),
            (_("Kind of funding"), grant.program.get_grant_kind_display()),
            (_("Financing type"), decision.get_financing_type_display()),
            (_("Funding rate"), _rate(decision)),
            (_("Eligible expenditure"), _eur(decision.eligible_eur)),
            (_("Own funds"), _eur(decision.own_eur)),
            (_("Third-party funds"), _eur(decision.third_party_eur)),
            (_("Approval period"), _period(decision)),
            (
                _("Assets bound until"),
                format_day(grant.binding_until) if grant.binding_until else "",
            ),
            (_("Proof of use"), _proof(decision)),
        ),
    )


def shares(decision: Decision, heading: str) -> LetterSection:
    """Each partner's part of the decision with its key, and their sum."""
    parts = list(decision.shares.select_related("municipality").order_by("pk"))
    if not parts:
        return LetterSection()
    return LetterSection(
        heading,
        head=[_("Municipal body"), _("Amount")],
        rows=[
            *(
                (f"{part.municipality} ({part.municipality_id})", _eur(part.amount_eur))
                for part in parts
            ),
            (_("Total"), format_eur(sum_eur(part.amount_eur for part in parts))),
        ],
    )


def years(decision: Decision) -> LetterSection:
    """The decision by the fiscal year in which it falls due, and the sum."""
    sums: dict[int, Decimal] = {}
    for tranche in decision.tranches.select_related("line").order_by("pk"):
        year = tranche.line.due_year or tranche.line.fiscal_year
        sums[year] = sums.get(year, ZERO) + tranche.amount_eur
    if not sums:
        return LetterSection()
    return LetterSection(
        _("Fiscal years"),
        head=[_("Fiscal year"), _("Amount")],
        rows=[
            *((str(year), format_eur(total)) for year, total in sorted(sums.items())),
            (_("Total"), format_eur(sum_eur(sums.values()))),
        ],
    )


def clauses(decision: Decision, texts: BlockTexts) -> LetterSection:
    """The collateral clauses: the version that is annexed, the general and the special ones."""
    annexed = []
    if decision.conditions_version:
        text = _("The collateral clauses %(version)s are annexed and part of this decision.")
        annexed = [text % {"version": decision.conditions_version}]
    return LetterSection(
        _("Collateral clauses"),
        [*annexed, *texts.get(TextPlace.TERMS, ()), *paragraphs(decision.special_conditions)],
    )


def payment(texts: BlockTexts) -> LetterSection:
    return block(texts, TextPlace.PAYMENT, _("Payment of the grant"))


def reasons(text: str) -> LetterSection:
    return LetterSection(_("Reasons"), paragraphs(text))


def publication(decision: Decision) -> LetterSection:
    return LetterSection(_("Data and publication"), paragraphs(decision.publication_note))


def annexes(decision: Decision) -> list[str]:
    return [decision.conditions_version]


def _eur(value: Decimal | None) -> str:
    return "" if value is None else format_eur(value)


def _rate(decision: Decision) -> str:
    return "" if decision.funding_rate is None else format_rate(decision.funding_rate)


def _period(decision: Decision) -> str:
    if decision.period_start is None or decision.period_end is None:
        return ""
    return f"{format_day(decision.period_start)} – {format_day(decision.period_end)}"


def _proof(decision: Decision) -> str:
    directive = decision.grant.directive
    if directive is None or directive.proof_months is None:
        return ""
    text = _("within %(months)s months after the purpose is fulfilled or the period ends")
    return text % {"months": directive.proof_months}
