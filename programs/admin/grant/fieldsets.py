"""What the form of a case asks, and in which state: as little as the directive needs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.admin.grant.case import Case
from programs.admin.grant.inlines import is_open
from programs.choices import CaseEntry, FinancingType, GrantState
from programs.models import Directive, Grant
from programs.rules.steps.base import ENDED
from programs.terms.entries import demanded_entries, ruled_columns

CASE = ("program", "file_reference", "title", "lead", ("officer", "received_on"))
COOPERATION = (
    ("cooperation_form", "stage"),
    ("cooperation_start", "cooperation_until", "contract_signed_on"),
    ("baseline_eur", "planned_eur"),
)
REASONS = ("exception_reason", "saving_reason", "override_reason", "double_funding_reason")
FINANCING = (
    ("financing_type", "funding_rate"),
    ("total_eur", "eligible_eur"),
    ("own_eur", "third_party_eur"),
)
APPLICATION = (
    ("applied_eur", "complete_on"),
    "checklist_done",
    "state_interest_reason",
    ("project_start_on", "early_start_approved_on"),
    "procurement_confirmed",
    ("state_aid_relevant", "state_aid_basis"),
)
DECISION = (
    "purpose",
    ("period_start", "period_end", "binding_until"),
    ("authority", "dms_reference", "subject_area"),
    "may_pass_on",
    "publishable",
)
LIFE = (
    "purpose_fulfilled_on",
    "reuse_artifact",
    "reused_by",
    "services",
)
HAND_OVER = ("embargo_until", "awaits_hand_over", "handed_over_on")
CLOSING = ("closed_on", "retention_until", "archive_offered_on")
WRITTEN_BY_STEPS = (*HAND_OVER, *CLOSING)
PUBLISHED = (
    ("published_year", "published_eur", "published_qualifier"),
    "source_url",
    "source_note",
)

AFTER_DECISION = frozenset(
    {
        "officer",
        "dms_reference",
        "subject_area",
        "early_start_approved_on",
        "procurement_confirmed",
        "contract_signed_on",
        "publishable",
        "binding_until",
        *LIFE,
    }
)
AFTER_CLOSING = frozenset({"dms_reference"})

IN_APPLICATION = frozenset({CaseEntry.COMPLETE, CaseEntry.STATE_INTEREST})
PERIOD = frozenset({CaseEntry.PERIOD})
START = "project_start_on"


def fieldsets(case: Case, grant: Grant | None) -> list[tuple[Any, dict[str, Any]]]:
    """The sets of the form; what the directive does not ask for is folded away."""
    directive = case.directive
    if grant is not None and grant.state == GrantState.RECORDED:
        return [(_("Case"), {"fields": CASE}), (_("Publication"), {"fields": PUBLISHED})]
    return [
        (_("Case"), {"fields": CASE}),
        (_("Cooperation"), _set(COOPERATION, is_shown=_is_cooperation(directive))),
        (_("Reasons for exceptions"), _set(REASONS, is_shown=False)),
        (_("Financing"), _set(FINANCING, is_shown=_is_financed(directive))),
        (_("Application"), _set(APPLICATION, is_shown=_asks_in_application(directive))),
        (_("Contents of the decision"), _set(DECISION, is_shown=_is_demanded(directive, PERIOD))),
        (_("After the decision"), _set((HAND_OVER, *LIFE, CLOSING), is_shown=False)),
    ]


def shown_names(case: Case, grant: Grant | None) -> list[str]:
    """The names of the sets that stand open."""
    return [
        str(name)
        for name, options in fieldsets(case, grant)
        if "collapse" not in options.get("classes", ())
    ]


def fixed_fields(grant: Grant | None) -> set[str]:
    """The fields that may not change any more in the state of the case."""
    if is_open(grant):
        return {*WRITTEN_BY_STEPS} if grant is None else {"program", *WRITTEN_BY_STEPS}
    allowed = AFTER_CLOSING if grant is not None and grant.state in ENDED else AFTER_DECISION
    groups = (CASE, COOPERATION, REASONS, FINANCING, APPLICATION, DECISION, LIFE)
    names = {name for group in groups for entry in group for name in _names(entry)}
    return names - allowed | {*WRITTEN_BY_STEPS}


def _set(fields: tuple[Any, ...], *, is_shown: bool) -> dict[str, Any]:
    return {"fields": fields, "classes": () if is_shown else ("collapse",)}


def _names(entry: str | tuple[str, ...]) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else entry


def _is_demanded(directive: Directive | None, entries: frozenset[CaseEntry]) -> bool:
    return directive is not None and not entries.isdisjoint(demanded_entries(directive))


def _asks_in_application(directive: Directive | None) -> bool:
    if directive is None:
        return False
    return _is_demanded(directive, IN_APPLICATION) or START in ruled_columns(directive)


def _is_cooperation(directive: Directive | None) -> bool:
    return directive is not None and directive.cooperation_years is not None


def _is_financed(directive: Directive | None) -> bool:
    planned = {FinancingType.SHARE, FinancingType.DEFICIT}
    return directive is not None and bool(planned & set(directive.financing_types))
