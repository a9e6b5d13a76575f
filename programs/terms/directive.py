"""The terms a directive sets beside the amount: financing, rate, period, start, expenditure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from core.calendar import last_day
from core.errors import RuleError
from core.formats import format_day, format_eur, format_rate
from programs.choices import DecisionContent, FinancingType
from programs.models import Decision, Directive, Grant
from programs.terms.contents import financing_type_of


def check_terms(grant: Grant, directive: Directive, *, partners: int, day: date) -> None:
    """Raise RuleError for the first term of the directive that the case breaks on `day`.

    What the directive leaves empty is not checked. Source: docs/rules/application.md.
    """
    _check_financing_type(grant, directive)
    check_financing_terms(grant, directive, partners=partners)
    _check_period(grant, directive)
    _check_start(grant, directive, day)


def check_financing_terms(grant: Grant, directive: Directive, *, partners: int) -> None:
    """Raise RuleError if rate or eligible expenditure break the directive."""
    _check_rate(grant, directive, partners)
    _check_eligible(grant, directive)


def highest_rate(grant: Grant, directive: Directive, *, partners: int) -> Decimal | None:
    """The highest funding rate (0 to 1) for the lead with so many partners; None if any goes.

    The most specific rule counts: many partners before few, then a body's before that of all.
    """
    rules = directive.rate_rules.filter(
        Q(municipality=grant.lead_id) | Q(municipality__isnull=True), min_partners__lte=partners
    )
    found = max(
        rules, key=lambda rule: (rule.min_partners, rule.municipality_id is not None), default=None
    )
    return found.max_rate if found else directive.max_rate


def check_contents(decision: Decision, directive: Directive) -> None:
    """Raise RuleError naming the contents the directive asks for and the decision lacks."""
    missing = [
        str(DecisionContent(name).label)
        for name in directive.required_contents
        if getattr(decision, name) in (None, "")
    ]
    if missing:
        message = _("The decision lacks: %(contents)s. Enter it in the case, then propose it.")
        raise RuleError(message % {"contents": ", ".join(missing)}, code="contents")


def _check_financing_type(grant: Grant, directive: Directive) -> None:
    allowed = directive.financing_types
    if not financing_type_of(grant):
        _check_type_is_free(directive)
        return
    if not allowed or not grant.financing_type or grant.financing_type in allowed:
        return
    message = _("The directive does not know “%(type)s”. Possible: %(allowed)s.")
    values = {
        "type": grant.get_financing_type_display(),
        "allowed": ", ".join(str(FinancingType(kind).label) for kind in allowed),
    }
    raise RuleError(message % values, field="financing_type")


def _check_type_is_free(directive: Directive) -> None:
    """Raise RuleError where what the directive allows depends on the financing type."""
    is_rated = directive.max_rate is not None or directive.rate_rules.exists()
    if directive.financing_types or is_rated:
        raise RuleError(
            _("What the directive allows depends on the financing type. Choose one."),
            field="financing_type",
            code="entry",
        )


def _check_rate(grant: Grant, directive: Directive, partners: int) -> None:
    most = highest_rate(grant, directive, partners=partners)
    if most is None or grant.funding_rate is None or grant.funding_rate <= most:
        return
    if grant.override_reason.strip():
        return
    message = _("The funding rate is %(rate)s, the directive allows %(most)s. Reduce it.")
    values = {"rate": format_rate(grant.funding_rate), "most": format_rate(most)}
    raise RuleError(message % values, field="funding_rate", code="rate")


def _check_period(grant: Grant, directive: Directive) -> None:
    if directive.max_months is None or grant.period_start is None or grant.period_end is None:
        return
    last = last_day(grant.period_start, directive.max_months)
    if grant.period_end > last:
        message = _("The approval period ends on %(end)s; %(months)s months end on %(last)s.")
        values = {
            "end": format_day(grant.period_end),
            "months": directive.max_months,
            "last": format_day(last),
        }
        raise RuleError(message % values, field="period_end")


def _check_start(grant: Grant, directive: Directive, day: date) -> None:
    start, consent = grant.project_start_on, grant.early_start_approved_on
    if not directive.requires_no_prior_start or start is None or start > day:
        return
    if consent is not None and consent <= start:
        return
    message = _(
        "The project started on %(start)s, before any decision. Record the consent to an early "
        "start given by then, or reject the case."
    )
    raise RuleError(message % {"start": format_day(start)}, field="project_start_on")


def _check_eligible(grant: Grant, directive: Directive) -> None:
    least = directive.min_eligible_eur
    if least is None or grant.eligible_eur is None or grant.eligible_eur >= least:
        return
    message = _("%(eligible)s of eligible expenditure are less than the least of %(least)s.")
    values = {"eligible": format_eur(grant.eligible_eur), "least": format_eur(least)}
    raise RuleError(message % values, field="eligible_eur")
