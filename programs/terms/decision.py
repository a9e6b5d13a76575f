"""What a case must satisfy before a decision: the directive's rules, applied to one grant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_eur
from core.money import ZERO
from programs.choices import FinancingType
from programs.models import Directive, Grant, Participation
from programs.queries.double_funding import Overlap, overlaps_of
from programs.rules import funding
from programs.terms.contents import financing_type_of
from programs.terms.directive import check_financing_terms, check_terms
from programs.terms.entries import entry_checks


def readiness_checks(
    grant: Grant,
    participations: Sequence[Participation],
    amount_eur: Decimal,
    *,
    day: date,
    overlaps: Sequence[Overlap] | None = None,
) -> list[Callable[[], None]]:
    """The rules a decision on `day` has to keep, each a check that raises RuleError.

    `amount_eur` is the sum of the tranches, `overlaps` are those of the case where they are known.
    """
    checks: list[Callable[[], None]] = [
        partial(_check_parts, grant, participations, amount_eur),
        partial(_check_state_aid, grant),
    ]
    directive = grant.directive
    if directive is not None:
        partners = len(participations)
        checks += [
            partial(_check_partners, grant, directive, partners),
            partial(_check_cooperation, grant, directive),
            partial(_check_saving, grant, directive),
            *(
                [partial(_check_amount, grant, directive, partners, amount_eur)]
                if amount_eur
                else []
            ),
            partial(check_terms, grant, directive, partners=partners, day=day),
            *entry_checks(grant, directive, participations),
        ]
    return [
        *checks,
        *([partial(_check_financing, grant, amount_eur)] if amount_eur else []),
        partial(_check_double_funding, grant, overlaps),
    ]


def _check_parts(
    grant: Grant, participations: Sequence[Participation], amount_eur: Decimal
) -> None:
    """Raise RuleError unless partners and tranches are there and add up."""
    if not participations:
        raise RuleError(
            _("No municipality takes part. Enter at least the lead municipality."),
            field="participations",
        )
    if amount_eur <= 0:
        raise RuleError(
            _("No tranche is planned. Choose a budget line and enter the amount."),
            field="tranches",
        )
    if grant.lead_id not in {part.municipality_id for part in participations}:
        message = _("%(lead)s leads the case but does not take part. Add it as a partner.")
        raise RuleError(message % {"lead": grant.lead}, field="participations")
    shares = []
    for part in participations:
        if part.share_eur is None:
            message = _("The share of %(name)s is missing.")
            raise RuleError(message % {"name": part.municipality}, field="participations")
        shares.append(part.share_eur)
    funding.check_shares(amount_eur, shares)


def _check_state_aid(grant: Grant) -> None:
    if grant.state_aid_relevant and not grant.state_aid_basis.strip():
        raise RuleError(
            _("The case is relevant for state aid. Name its basis."), field="state_aid_basis"
        )


def check_list_is_done(grant: Grant, done: Sequence[str]) -> None:
    """Raise RuleError naming the points of the program's check list that are not `done`."""
    open_points = [point for point in grant.program.checklist if point not in done]
    if open_points:
        message = _("Not checked yet: %(points)s.")
        raise RuleError(
            message % {"points": "; ".join(open_points)}, field="checked", code="checklist"
        )


def check_no_paper_missing(grant: Grant) -> None:
    """Raise RuleError naming the papers that were asked for and did not come."""
    missing = [paper.title for paper in grant.missing_papers.all() if paper.received_on is None]
    if missing:
        message = _("Papers are missing: %(papers)s. Record their receipt, or reject the case.")
        raise RuleError(message % {"papers": "; ".join(missing)}, code="papers_missing")


def _check_partners(grant: Grant, directive: Directive, partners: int) -> None:
    funding.check_partner_count(
        partners,
        usual=directive.min_partners,
        exceptional=directive.exceptional_partners,
        reason=grant.exception_reason,
    )


def _check_cooperation(grant: Grant, directive: Directive) -> None:
    if grant.cooperation_start and grant.cooperation_until:
        funding.check_cooperation_term(
            grant.cooperation_start, grant.cooperation_until, years=directive.cooperation_years
        )


def _check_saving(grant: Grant, directive: Directive) -> None:
    if grant.baseline_eur is not None and grant.planned_eur is not None:
        funding.check_saving(
            grant.baseline_eur,
            grant.planned_eur,
            least=directive.min_saving_rate,
            reason=grant.saving_reason,
        )


def check_amended(grant: Grant, *, partners: int, amount_eur: Decimal, is_more: bool) -> None:
    """Raise RuleError if the case, changed to `amount_eur` in all, breaks its financing.

    `grant` bears the changed plan. The rate of the directive binds where it becomes more.
    """
    directive = grant.directive
    if directive is not None:
        check_financing_terms(grant, directive, partners=partners)
        _check_cap(grant, directive, amount_eur)
    if directive is not None and is_more and directive.per_partner_eur is not None:
        usual = funding.per_partner_eur(
            partners, rate_eur=directive.per_partner_eur, cap_eur=directive.cap_eur
        )
        if amount_eur > usual:
            _check_usual(grant, directive, partners, amount_eur, usual)
    _check_financing(grant, amount_eur)


def _check_amount(grant: Grant, directive: Directive, partners: int, amount_eur: Decimal) -> None:
    if directive.min_grant_eur is not None and amount_eur < directive.min_grant_eur:
        message = _("%(amount)s is less than the minimum grant of %(least)s.")
        values = {"amount": format_eur(amount_eur), "least": format_eur(directive.min_grant_eur)}
        raise RuleError(message % values, field="tranches", code="min_grant")
    _check_cap(grant, directive, amount_eur)
    if directive.per_partner_eur is None:
        return
    usual = funding.per_partner_eur(
        partners, rate_eur=directive.per_partner_eur, cap_eur=directive.cap_eur
    )
    if amount_eur != usual:
        _check_usual(grant, directive, partners, amount_eur, usual)


def _check_usual(
    grant: Grant, directive: Directive, partners: int, amount_eur: Decimal, usual: Decimal
) -> None:
    if grant.override_reason.strip():
        return
    message = _(
        "%(amount)s differs from %(partners)s x %(rate)s = %(usual)s. Correct the amount or "
        "give the reason for a different one."
    )
    values = {
        "amount": format_eur(amount_eur),
        "partners": str(partners),
        "rate": format_eur(directive.per_partner_eur or ZERO),
        "usual": format_eur(usual),
    }
    raise RuleError(message % values, field="override_reason", code="rate")


def _check_cap(grant: Grant, directive: Directive, amount_eur: Decimal) -> None:
    if directive.cap_eur is None or amount_eur <= directive.cap_eur:
        return
    if grant.override_reason.strip():
        return
    message = _(
        "%(amount)s is more than the directive's cap of %(cap)s. Reduce it, or give the reason."
    )
    values = {"amount": format_eur(amount_eur), "cap": format_eur(directive.cap_eur)}
    raise RuleError(message % values, field="override_reason", code="cap")


def _check_financing(grant: Grant, amount_eur: Decimal) -> None:
    financing_type = financing_type_of(grant)
    if financing_type == FinancingType.FULL and not grant.override_reason.strip():
        raise RuleError(
            _("Full financing is the exception. Give the reason."), field="override_reason"
        )
    if grant.eligible_eur is None:
        if financing_type in (FinancingType.SHARE, FinancingType.DEFICIT):
            raise RuleError(
                _("This financing type needs the eligible expenditure."), field="eligible_eur"
            )
        return
    if financing_type == FinancingType.SHARE:
        if grant.funding_rate is None:
            raise RuleError(_("Share financing needs a funding rate."), field="funding_rate")
        most = funding.grant_eur(grant.eligible_eur, rate=grant.funding_rate)
        if amount_eur > most:
            message = _("%(amount)s is more than the funding rate allows: %(most)s.")
            values = {"amount": format_eur(amount_eur), "most": format_eur(most)}
            raise RuleError(message % values, field="tranches", code="rate")
    funding.check_financing_plan(
        eligible_eur=grant.eligible_eur,
        own_eur=grant.own_eur or Decimal(0),
        third_party_eur=grant.third_party_eur or Decimal(0),
        grant=amount_eur,
    )


def _check_double_funding(grant: Grant, known: Sequence[Overlap] | None) -> None:
    if grant.double_funding_reason.strip():
        return
    cases = [overlap.case for overlap in (overlaps_of(grant) if known is None else known)]
    if cases:
        message = _(
            "Possible double funding: same place, subject and time as %(cases)s. Give the reason "
            "why it is none, or reject the case."
        )
        named = "; ".join(f"{case.file_reference} ({case.program})" for case in cases)
        raise RuleError(
            message % {"cases": named}, field="double_funding_reason", code="double_funding"
        )
