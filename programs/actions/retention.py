"""How long the file of an ended case is kept, and its offer to the state archive after that."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import PREPARE
from core.errors import RuleError
from core.formats import format_day
from core.forms.days import check_not_future
from programs.actions.signing import lock_grant
from programs.models import Directive, Grant
from programs.rules.steps.base import ENDED


def retention_end(case: Grant, ended_on: date) -> date | None:
    """The last day of retention: the end of the year after the directive's years; None if unknown.

    A case that never came to a decision is kept by the version in force at its receipt.
    Source: file keeping rules, a parameter of the directive (docs/rules/reclaim.md).
    """
    directive = case.directive or _directive_at_receipt(case, ended_on)
    years = directive.retention_years if directive else None
    return date(ended_on.year + years, 12, 31) if years is not None else None


def kept_until(case: Grant, ended_on: date, *, typed: date | None = None) -> date:
    """The last day of retention of a case that ends on `ended_on`: the directive's, or `typed`.

    Raises RuleError if nobody knows it, or if `typed` lies before that of the directive or before
    the end of the case.
    """
    least = retention_end(case, ended_on)
    until = typed or least
    if until is None:
        raise RuleError(
            _("The directive names no years of retention. Enter the last day."),
            field="retention_until",
        )
    if until < ended_on:
        raise RuleError(_("The retention ends before the case is closed."), field="retention_until")
    if least is not None and until < least:
        message = _("The directive has the file kept until %(day)s. Enter a later day, or none.")
        values = {"day": format_day(least)}
        raise RuleError(message % values, field="retention_until", code="retained")
    return until


@transaction.atomic
def offer_to_archive(grant: Grant, *, on: date, by: User, at: datetime) -> None:
    """Record that the file was offered to the state archive; from then on it may be deleted.

    Raises RuleError before the end of the case and inside its retention.
    """
    case = lock_grant(grant)
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    if case.state not in ENDED:
        raise RuleError(
            _("Only a closed, rejected or withdrawn case is offered to the archive."),
            field="state",
            code="not_ended",
        )
    if case.archive_offered_on is not None:
        raise RuleError(_("This case was offered to the archive already."), code="offered_already")
    if case.retention_until is None:
        raise RuleError(
            _("The end of the retention is not recorded: the case is kept."), code="retained"
        )
    check_not_future(on, at=at)
    if on <= case.retention_until:
        message = _("The case is retained until %(day)s. Offer it to the archive after that day.")
        values = {"day": format_day(case.retention_until)}
        raise RuleError(message % values, field="on", code="retained")
    case.archive_offered_on = on
    case.save(update_fields=["archive_offered_on", "search_text"])


def _directive_at_receipt(case: Grant, ended_on: date) -> Directive | None:
    received = case.received_on or ended_on
    return Directive.objects.valid_on(case.program, received).first()
