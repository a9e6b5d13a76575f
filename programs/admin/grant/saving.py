"""What saving a case adds to the form: the lead takes part, and lines must carry a proposal."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core.formats import format_eur
from programs.actions.booking import check_free
from programs.admin.grant.case import Case
from programs.admin.grant.forms import ParticipationFormSet
from programs.models import BudgetBalance, Grant, Participation
from programs.queries.budget.cap import planned


def add_lead(case: Case, grant: Grant, formsets: list[Any]) -> str:
    """Let the lead take part with the directive's share, unless a row has it already.

    Returns what to tell the person, nothing where no partner was added.
    """
    if not any(isinstance(formset, ParticipationFormSet) for formset in formsets):
        return ""
    rows = [row for f in formsets if isinstance(f, ParticipationFormSet) for row in f.kept()]
    if grant.lead_id in {row["municipality"].pk for row in rows if row.get("municipality")}:
        return ""
    _part, is_new = Participation.objects.get_or_create(
        grant=grant, municipality_id=grant.lead_id, defaults={"share_eur": case.share_eur}
    )
    if not is_new:
        return ""
    text = _("%(lead)s leads the case and was added as a partner with the share %(share)s.")
    values = {"lead": grant.lead, "share": format_eur(case.share_eur)}
    return text % values


def check_lines_carry(grant: Grant) -> None:
    """Raise BudgetExceeded with the free amount where a line cannot carry the proposal now.

    The approval checks again, under a lock.
    """
    asked = planned(grant)
    balances = BudgetBalance.objects.filter(line__in=asked).select_related("line__program")
    check_free({balance.line_id: balance for balance in balances}, asked)
