"""What an application asks by its directive, and what it still lacks: the lead's own guard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.queries import Viewer
from core.errors import RuleError
from core.money import sum_eur
from programs.models import ApplicationDraft, Directive, DraftPartner, Grant, Participation
from programs.queries.double_funding import overlaps_of_draft
from programs.terms.decision import readiness_checks
from programs.terms.entries import COLUMNS, demanded_entries, ruled_columns
from programs.terms.readiness import broken

ALWAYS = ("purpose", "subject_area", "project_start_on")
PLAN = ("financing_type", "total_eur", "eligible_eur", "own_eur", "third_party_eur", "funding_rate")
# Recorded by the office, or known from what is sent.
NOT_TYPED = frozenset({"received_on", "complete_on"})
# What the office enters or decides, which an application cannot lack.
OF_THE_OFFICE = frozenset({"tranches", "state_aid_basis"})


def directive_for(draft: ApplicationDraft, day: date) -> Directive | None:
    """The directive in force, whose list the application follows."""
    return Directive.objects.valid_on(draft.program, day).first()


def asked_by(directive: Directive | None) -> list[str]:
    """The columns of the case that an application under the directive asks for, in order."""
    if directive is None:
        return [*ALWAYS, *PLAN]
    demanded = [
        column for entry in demanded_entries(directive) for column in COLUMNS.get(entry, ())
    ]
    reasons = [
        *(["exception_reason"] if directive.min_partners else []),
        *(["saving_reason"] if directive.min_saving_rate else []),
        *(["override_reason"] if directive.per_partner_eur or directive.cap_eur else []),
        "double_funding_reason",
    ]
    asked = dict.fromkeys([*ALWAYS, *PLAN, *demanded, *ruled_columns(directive), *reasons])
    return [column for column in asked if column not in NOT_TYPED]


def papers_of(draft: ApplicationDraft, directive: Directive | None) -> list[str]:
    """The papers the directive lists, and the resolution of each partner."""
    listed = list(directive.application_papers) if directive is not None else []
    return [*listed, *(resolution_of(partner) for partner in draft.partners.all())]


def resolution_of(partner: DraftPartner) -> str:
    """What the resolution of a partner is called among the papers."""
    return _("Resolution: %(name)s") % {"name": partner.municipality.full_name}


def values_of(draft: ApplicationDraft) -> dict[str, Any]:
    """The entries as the columns of a case take them."""
    columns: Any = Grant._meta
    return {
        name: columns.get_field(name).to_python(value)
        for name, value in draft.entries.items()
        if value not in (None, "")
    }


def as_case(draft: ApplicationDraft, directive: Directive | None, *, day: date) -> Grant:
    """The case the draft would be if it came on `day`; not saved."""
    return Grant(
        program=draft.program,
        directive=directive,
        lead=draft.lead,
        title=draft.title,
        received_on=day,
        **values_of(draft),
    )


def applied_eur(partners: Sequence[DraftPartner]) -> Decimal:
    """What is applied for: the sum of the shares, in euros."""
    return sum_eur(partner.share_eur or Decimal(0) for partner in partners)


def hints(draft: ApplicationDraft, viewer: Viewer, *, day: date) -> list[RuleError]:
    """What would refuse a decision of the draft as it stands, as its own people may know it.

    The checks of the office, without what only the office enters. Possible double funding names
    cases that `viewer` sees; of others it says nothing.
    """
    directive = directive_for(draft, day)
    case = as_case(draft, directive, day=day)
    partners = list(draft.partners.select_related("municipality__district"))
    parts = [
        Participation(
            municipality=partner.municipality,
            share_eur=partner.share_eur,
            resolution_on=partner.resolution_on,
        )
        for partner in partners
    ]
    found = broken(readiness_checks(case, parts, applied_eur(partners), day=day))
    own = [error for error in found if error.field not in OF_THE_OFFICE]
    return [*_lacks(applied_eur(partners)), *own, *_double(draft, viewer, case)]


def _lacks(amount_eur: Decimal) -> list[RuleError]:
    if amount_eur > 0:
        return []
    return [RuleError(_("Enter what each partner applies for."), code="no_amount")]


def _double(draft: ApplicationDraft, viewer: Viewer, case: Grant) -> list[RuleError]:
    if case.double_funding_reason.strip():
        return []
    places = list(draft.partners.values_list("municipality", flat=True))
    visible = Grant.objects.visible_to(viewer)
    cases = [overlap.case for overlap in overlaps_of_draft(case, places, among=visible)]
    if not cases:
        return []
    message = _(
        "Possible double funding: same place, subject and time as %(cases)s. Give the reason why "
        "it is none."
    )
    named = "; ".join(f"{case.file_reference} ({case.program})" for case in cases)
    return [RuleError(message % {"cases": named}, code="double_funding")]


def missing_papers(draft: ApplicationDraft, directive: Directive | None) -> list[str]:
    """The papers of the list that are not there."""
    there = set(draft.papers.values_list("label", flat=True))
    return [label for label in papers_of(draft, directive) if label not in there]


def check_ready(draft: ApplicationDraft) -> None:
    """Raise RuleError unless the draft may be handed in: an amount, and each part confirmed.

    What else it lacks the office asks for; nobody speaks for another body.
    """
    partners = list(draft.partners.select_related("municipality"))
    if applied_eur(partners) <= 0:
        raise RuleError(_("Enter what each partner applies for."), code="no_amount")
    open_parts = [str(part) for part in partners if part.confirmed_at is None]
    if open_parts:
        message = _("Not confirmed yet by: %(names)s.")
        raise RuleError(message % {"names": ", ".join(open_parts)}, code="not_confirmed")
