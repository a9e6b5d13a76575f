"""What a directive demands of a case, and what of it is not entered yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from django.utils.translation import gettext as _

from core.errors import RuleError
from programs.choices import CaseEntry
from programs.models import Directive, Grant, Participation

# The columns of the case that make up an entry; the council's resolutions stand with the partners.
COLUMNS: dict[str, tuple[str, ...]] = {
    CaseEntry.RECEIVED: ("received_on",),
    CaseEntry.COMPLETE: ("complete_on",),
    CaseEntry.COOPERATION_TERM: ("cooperation_start", "cooperation_until"),
    CaseEntry.COOPERATION_FORM: ("cooperation_form",),
    CaseEntry.COSTS: ("baseline_eur", "planned_eur"),
    CaseEntry.PERIOD: ("period_start", "period_end"),
    CaseEntry.FINANCING_PLAN: ("eligible_eur", "own_eur", "third_party_eur"),
    CaseEntry.STATE_INTEREST: ("state_interest_reason",),
}

# What a rule of the directive looks at is demanded with it: by entry, or the column alone.
RULED_ENTRIES = {
    "cooperation_years": CaseEntry.COOPERATION_TERM,
    "min_saving_rate": CaseEntry.COSTS,
    "max_months": CaseEntry.PERIOD,
}
RULED_COLUMNS = {
    "requires_no_prior_start": "project_start_on",
    "min_eligible_eur": "eligible_eur",
}


def demanded_entries(directive: Directive) -> list[CaseEntry]:
    """What the directive names as required and what its rules look at, in the order of all."""
    ruled = {entry for rule, entry in RULED_ENTRIES.items() if _has(directive, rule)}
    return [entry for entry in CaseEntry if entry in directive.required_entries or entry in ruled]


def ruled_columns(directive: Directive) -> list[str]:
    """The columns that a rule of the directive looks at and that are no entry of their own."""
    return [column for rule, column in RULED_COLUMNS.items() if _has(directive, rule)]


def _has(directive: Directive, rule: str) -> bool:
    """Whether the directive has the rule; a limit of 0 is one."""
    value = getattr(directive, rule)
    return value is not None and value is not False


def entry_checks(
    grant: Grant, directive: Directive, participations: Sequence[Participation]
) -> list[Callable[[], None]]:
    """One check for each entry the directive demands; each raises RuleError "entry".

    What neither it demands nor a rule of it looks at is not asked.
    Source: docs/rules/application.md.
    """

    def of(entry: CaseEntry) -> Callable[[], None]:
        if entry == CaseEntry.RESOLUTIONS:
            return lambda: _check_resolutions(participations)
        return lambda: _check_columns(grant, entry)

    return [
        *(of(entry) for entry in demanded_entries(directive)),
        *(partial(_check_ruled, grant, column) for column in ruled_columns(directive)),
    ]


def _check_ruled(grant: Grant, column: str) -> None:
    if getattr(grant, column) is None:
        message = _("A rule of the directive looks at “%(field)s”. Enter it.")
        raise RuleError(message % {"field": _name_of(column)}, field=column, code="entry")


def _name_of(column: str) -> str:
    name = str(Grant._meta.get_field(column).verbose_name)  # type: ignore[union-attr]  # a column
    return name[:1].upper() + name[1:]


def _check_columns(grant: Grant, entry: CaseEntry) -> None:
    for column in COLUMNS[entry]:
        if getattr(grant, column) in (None, ""):
            message = _("The directive demands: %(entry)s. Enter “%(field)s”.")
            values = {"entry": entry.label, "field": _name_of(column)}
            raise RuleError(message % values, field=column, code="entry")


def _check_resolutions(participations: Sequence[Participation]) -> None:
    names = [str(part.municipality) for part in participations if part.resolution_on is None]
    if names:
        message = _("The directive demands the council's resolution of: %(names)s. Enter its day.")
        raise RuleError(message % {"names": ", ".join(names)}, field="participations", code="entry")
