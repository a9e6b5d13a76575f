"""A new version of a directive: the old one ends the day before, cases decided under it keep it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.forms import model_to_dict
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import ADD_DIRECTIVE
from core.errors import RuleError
from core.formats import format_day
from programs.models import Directive, Grant, RateRule
from programs.queries.directive import decided_under

OF_THE_VERSION = ("id", "program", "version", "valid_from", "valid_to")


@transaction.atomic
def begin_version(directive: Directive, *, valid_from: date, version: str, by: User) -> Directive:
    """The copy of the directive that holds from `valid_from` on, to be edited until it is used.

    The directive ends the day before, unless it ended earlier. Raises RuleError if it is not the
    latest version, or a case that came on or after that day was decided under it.
    """
    if not by.has_perm(ADD_DIRECTIVE):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    old = Directive.objects.select_for_update(of=("self",)).get(pk=directive.pk)
    _check_is_latest(old, valid_from)
    _check_no_case_is_cut_off(old, valid_from)
    if not version.strip():
        raise RuleError(_("Name the new version."), field="version")
    if Directive.objects.filter(program=old.program_id, version=version.strip()).exists():
        raise RuleError(_("This program has a version of this name."), field="version")
    if old.valid_to is None or old.valid_to >= valid_from:
        old.valid_to = valid_from - timedelta(days=1)
        old.save(update_fields=["valid_to"])
    values = model_to_dict(old, exclude=OF_THE_VERSION)
    new = Directive.objects.create(
        program_id=old.program_id, version=version.strip(), valid_from=valid_from, **values
    )
    RateRule.objects.bulk_create(
        RateRule(
            directive=new,
            municipality_id=rule.municipality_id,
            min_partners=rule.min_partners,
            max_rate=rule.max_rate,
            source=rule.source,
        )
        for rule in old.rate_rules.all()
    )
    return new


def _check_is_latest(old: Directive, valid_from: date) -> None:
    if valid_from <= old.valid_from:
        message = _("This version holds since %(day)s. Enter a later day.")
        raise RuleError(message % {"day": format_day(old.valid_from)}, field="valid_from")
    later = Directive.objects.filter(program=old.program_id, valid_from__gt=old.valid_from).first()
    if later is not None:
        message = _("There is a later version already: %(version)s. Begin the new one there.")
        raise RuleError(message % {"version": later.version}, field="valid_from", code="not_latest")


def _check_no_case_is_cut_off(old: Directive, valid_from: date) -> None:
    case = decided_under(Grant.objects.filter(directive=old, received_on__gte=valid_from)).first()
    if case is not None:
        message = _(
            "%(case)s came on %(day)s and was decided under this version. Enter a later day."
        )
        values = {"case": case.file_reference, "day": format_day(case.received_on)}
        raise RuleError(message % values, field="valid_from", code="case_cut_off")
