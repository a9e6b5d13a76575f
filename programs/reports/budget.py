"""Reports on money: the outflow of funds, and the list of grants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_ALL_MONEY, SEE_STATE_MONEY
from core.as_of import AsOf
from core.forms.choices import ALL
from core.reporting import Bars, Column, ColumnKind, Report, Row, money, register
from programs.choices import GrantState, Qualifier
from programs.models import Grant, Program
from programs.queries.budget.envelopes import overlap_note
from programs.queries.budget.figures import SUMS, budget
from programs.queries.grant import existing, first_decided_on, with_amounts
from programs.reports.columns import case_column, lead_column, program_column, year_column


def year_field(label: Any, help_text: Any = "") -> forms.IntegerField:
    """A year to keep to; `label` says which year of a case it is."""
    return forms.IntegerField(
        label=label, required=False, min_value=2000, max_value=2100, help_text=help_text
    )


class BudgetForm(forms.Form):
    """Program and fiscal year; empty means all."""

    programm = forms.ModelChoiceField(
        label=_("Funding program"),
        required=False,
        queryset=Program.objects.all(),
        to_field_name="code",
        empty_label=ALL,
    )
    jahr = year_field(_("Fiscal year"))


class GrantsForm(BudgetForm):
    """Program, and the year of a decision; empty means all."""

    jahr = year_field(_("Year of a decision"), _("Also of an amendment or a revocation."))


BUDGET_COLUMNS = [
    program_column("program_name", by="program", names_row=True),
    year_column(_("Calendar year of the budget"), by="program"),
    money("appropriated_eur", _("Appropriation"), _("Given by the budget act of the year")),
    money("supplementary_eur", _("Supplementary budget"), _("Added by a later budget of the year")),
    money("carried_over_eur", _("Carry-over"), _("Funds of earlier years")),
    money("blocked_eur", _("Blocked"), _("Blocked less released")),
    money(
        "available_eur",
        _("Available"),
        _("Appropriation, supplementary budget and carry-over, less blocked funds"),
    ),
    money(
        "committed_eur",
        _("Committed"),
        _("Approved grants and operating costs, due in the year; later ones: authorisations"),
    ),
    money("drawn_eur", _("Drawn"), _("Drawdowns by the recipients")),
    money("paid_eur", _("Paid"), _("Payments by value date and operating costs")),
    money("claimed_eur", _("Reclaimed"), _("Claimed back, whether it came or not")),
    money("repaid_eur", _("Repaid"), _("Repayments by the recipients that came")),
    money(
        "interest_claimed_eur",
        _("Interest claimed"),
        _("Claimed on reclaims less what is waived, whether it came or not"),
    ),
    money("interest_received_eur", _("Interest received"), _("Interest on reclaims that came")),
    money("open_eur", _("Open"), _("Committed less paid")),
    money("free_eur", _("Free"), _("Available less committed")),
    Column(
        "committed_rate",
        _("Share committed"),
        ColumnKind.SHARE,
        ratio=("committed_eur", "available_eur"),
        help=_("Committed of available"),
    ),
    Column(
        "paid_rate",
        _("Share paid of the appropriation"),
        ColumnKind.SHARE,
        ratio=("paid_eur", "appropriated_eur"),
        help=_("Paid of the appropriation"),
    ),
    money("authorised_eur", _("Commitment authorisations"), _("For later years")),
    money("authorised_bound_eur", _("of these bound"), _("Bound for later years")),
]


def _budget_rows(_user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    program = filters["programm"]
    rows = budget(
        "year", at=at, program=program.code if program else "", year=filters["jahr"] or None
    )
    for row in rows:
        yield {
            "program": row.program,
            "program_name": row.program_name,
            "fiscal_year": str(row.fiscal_year),
            **{name: getattr(row, name) for name in SUMS},
            "open_eur": row.open_eur,
            "free_eur": row.free_eur,
        }


def budget_basis() -> str:
    """What totals over programs are about, and what lies in several envelopes."""
    basis = gettext("All budget lines of the programs; published amounts are not part of it.")
    return f"{basis} {overlap_note()}"


def legend_of_qualifiers() -> str:
    """What may stand beside a published amount."""
    words = ", ".join(str(qualifier.label) for qualifier in Qualifier)
    return gettext("The publication's word before its amount: %(words)s") % {"words": words}


GRANT_COLUMNS = [
    case_column(),
    program_column(),
    Column("title", _("Project"), help=_("Cooperation or project, as named today")),
    Column("purpose", _("Purpose of the grant"), help=_("As recorded today")),
    lead_column(),
    Column("ags", _("AGS"), help=_("Key of the lead municipality")),
    Column("kind", _("Kind"), help=_("Municipality, town, independent city or district")),
    Column("district", _("District"), help=_("Area of the lead municipality")),
    Column("government_district", _("Government district"), help=_("To which it belongs")),
    Column(
        "participations",
        _("Participations"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Municipalities with money bound by the day; empty before the approval"),
    ),
    Column("state", _("State"), help=_("State of the case on the day")),
    Column("decided_on", _("Decision of"), ColumnKind.DAY, help=_("First decision by the day")),
    Column("period_start", _("Approval period from"), ColumnKind.DAY, help=_("As recorded today")),
    Column("period_end", _("Approval period until"), ColumnKind.DAY, help=_("As recorded today")),
    Column("financing_type", _("Financing type"), help=_("As recorded today")),
    Column(
        "eligible_eur",
        _("Eligible expenditure"),
        ColumnKind.EUR,
        help=_("As recorded today; in no sum"),
    ),
    Column("funding_rate", _("Funding rate"), ColumnKind.SHARE, help=_("As recorded today")),
    Column("applied_eur", _("Applied for"), ColumnKind.EUR, help=_("As recorded today; in no sum")),
    money("committed_eur", _("Committed"), _("Commitments on lines of cash by the day")),
    money("authorised_bound_eur", _("Bound for later years"), _("On authorisations, by the day")),
    money("paid_eur", _("Paid"), _("Payments by value date up to the day")),
    money("repaid_eur", _("Repaid"), _("Repayments up to the day")),
    Column(
        "published_eur",
        _("Published, not booked"),
        ColumnKind.EUR,
        help=_("What a publication names for a case without bookings; in no sum"),
    ),
    Column(
        "published_qualifier",
        _("How exact"),
        help=lazy(legend_of_qualifiers, str)(),
    ),
]

# What a row needs of the case; its text fields make most of what would be read else.
GRANT_FIELDS = (
    "file_reference", "title", "purpose", "applied_eur", "published_eur", "published_qualifier",
    "program__name", "program__code",
    "lead__name", "lead__kind", "lead__district__name",
    "lead__district__government_district__name", "period_start", "period_end",
    "financing_type", "eligible_eur", "funding_rate",
)  # fmt: skip


def _grant_rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    grants = with_amounts(existing(Grant.objects.visible_to(user), at=at), at=at)
    if filters["programm"]:
        grants = grants.filter(program=filters["programm"])
    if filters["jahr"]:
        grants = grants.filter(
            decisions__decided_on__year=filters["jahr"],
            decisions__decided_on__lte=at.day,
            decisions__cancelled_at__isnull=True,
        ).distinct()
    related = grants.select_related("program", "lead__district__government_district")
    related = related.annotate(decided=first_decided_on(at)).only(*GRANT_FIELDS)
    for grant in related.order_by("file_reference", "pk").iterator(chunk_size=2000):
        yield {
            "grant": grant.pk,
            "file_reference": grant.file_reference,
            "program": grant.program.name,
            "program_code": grant.program.code,
            "title": grant.title,
            "purpose": grant.purpose,
            "lead": grant.lead.name,
            "ags": grant.lead_id,
            "kind": grant.lead.get_kind_display(),
            "district": grant.lead.district.name,
            "government_district": grant.lead.district.government_district.name,
            "decided_on": grant.decided,
            "period_start": grant.period_start,
            "period_end": grant.period_end,
            "financing_type": grant.get_financing_type_display(),
            "eligible_eur": grant.eligible_eur,
            "funding_rate": grant.funding_rate,
            "participations": grant.participations_bound,
            "state": str(GrantState(grant.state_then).label),
            "applied_eur": grant.applied_eur,
            "committed_eur": grant.committed_eur,
            "authorised_bound_eur": grant.authorised_bound_eur,
            "paid_eur": grant.paid_eur,
            "repaid_eur": grant.repaid_eur,
            "published_eur": grant.published_eur,
            "published_qualifier": _word_of(grant),
        }


def _word_of(grant: Grant) -> str:
    return grant.get_published_qualifier_display() if grant.published_eur is not None else ""


register(
    Report(
        name="mittel",
        of_list="programs.budgetline",
        title=_("Outflow of funds by program and fiscal year"),
        question=_("How much of each program's money is bound, paid and still free?"),
        permission=SEE_STATE_MONEY,
        columns=lambda _filters: BUDGET_COLUMNS,
        form=BudgetForm,
        rows=_budget_rows,
        is_dated=True,
        rollup="budget",
        rule=_("Sums of the ledger with effect up to the date; open = committed less paid."),
        basis=lazy(budget_basis, str)(),
        bars=Bars(("program_name", "fiscal_year"), ("available_eur", "committed_eur", "paid_eur")),
    )
)
register(
    Report(
        name="zuwendungen",
        of_list="programs.grant",
        title=_("List of grants"),
        question=_("Who was granted how much, for what, and how far is the case?"),
        permission=SEE_ALL_MONEY,
        columns=lambda _filters: GRANT_COLUMNS,
        form=GrantsForm,
        rows=_grant_rows,
        is_dated=True,
        rollup="budget",
        rule=_(
            "One row per case that existed on the day, with its state and sums of that day; the "
            "year is that of a decision. Names, lead municipality, approval period, financing "
            "and amounts applied for are of today."
        ),
        basis=_("All cases you may see, also those known from publications."),
    )
)
