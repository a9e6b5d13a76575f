"""A new version of a directive, by two people: the old one ends the day before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.forms import model_to_dict
from django.utils.translation import gettext as _

from accounts.actions_changes import propose_change, save_checked
from accounts.choices import ChangeKind
from accounts.models import PendingChange, User
from accounts.roles import ADD_DIRECTIVE, APPROVE_BUDGET
from core.errors import RuleError
from core.formats import format_day
from programs.models import Directive, Grant, RateRule
from programs.queries.directive import decided_under, waiting_versions

OF_THE_VERSION = ("id", "program", "version", "valid_from", "valid_to", "follows")


@transaction.atomic
def propose_version(
    directive: Directive, *, valid_from: date, version: str, reason: str, by: User, at: datetime
) -> PendingChange:
    """Put the copy of the directive that is to hold from `valid_from` on before a second person.

    Nothing is written before the approval. Raises RuleError if the directive is not the latest
    version, a new one waits already, or a case that came on or after that day was decided under it.
    """
    if not by.has_perm(ADD_DIRECTIVE):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    old = _lock(directive.pk)
    if waiting_versions(old).exists():
        raise RuleError(
            _("A change is waiting for the second person. It is approved or withdrawn first."),
            code="change_waits",
        )
    new = Directive(
        program_id=old.program_id,
        version=version.strip(),
        valid_from=valid_from,
        follows=old,
        **model_to_dict(old, exclude=OF_THE_VERSION),
    )
    _check_may_follow(old, new)
    return propose_change(
        new, ChangeKind.ADD, by=by, at=at, reason=reason, permission=APPROVE_BUDGET
    )


def write_directive(directive: Directive) -> None:
    """Write a directive that two people agreed on, new or as the version that follows another.

    The one it follows ends the day before, unless it ended earlier, and lends it its rates.
    Raises RuleError as `propose_version`, ValidationError where the rules of the row say no.
    """
    if directive.follows_id is None:
        save_checked(directive)
        return
    old = _lock(directive.follows_id)
    _check_may_follow(old, directive)
    if old.valid_to is None or old.valid_to >= directive.valid_from:
        old.valid_to = directive.valid_from - timedelta(days=1)
        old.save(update_fields=["valid_to"])
    save_checked(directive)
    RateRule.objects.bulk_create(
        RateRule(
            directive=directive,
            municipality_id=rule.municipality_id,
            min_partners=rule.min_partners,
            max_rate=rule.max_rate,
            source=rule.source,
        )
        for rule in old.rate_rules.all()
    )


def _lock(key: int) -> Directive:
    return Directive.objects.select_for_update(of=("self",)).get(pk=key)


def _check_may_follow(old: Directive, new: Directive) -> None:
    _check_is_latest(old, new.valid_from)
    _check_no_case_is_cut_off(old, new.valid_from)
    if not new.version:
        raise RuleError(_("Name the new version."), field="version")
    if Directive.objects.filter(program=old.program_id, version=new.version).exists():
        raise RuleError(_("This program has a version of this name."), field="version")


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
