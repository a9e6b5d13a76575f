"""Tables of programs and grants."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import WithAnnotations

from core.formats import format_count, format_eur
from core.tables.columns import CountColumn, DayColumn, EuroColumn, ShareColumn
from core.tables.page import PageTable
from programs.choices import GrantState
from programs.models import Grant
from programs.queries.grant import Amounts
from programs.queries.seen.case import whole_case


class BudgetTable(PageTable):
    """Budget sums, one row per program or fiscal year."""

    appropriated_eur = EuroColumn(verbose_name=_("Appropriation"), summed=True)
    carried_over_eur = EuroColumn(verbose_name=_("Carry-over"), summed=True)
    blocked_eur = EuroColumn(verbose_name=_("Blocked"), summed=True)
    available_eur = EuroColumn(verbose_name=_("Available"), summed=True)
    committed_eur = EuroColumn(verbose_name=_("Committed"), summed=True)
    paid_eur = EuroColumn(verbose_name=_("Paid"), summed=True)
    open_eur = EuroColumn(verbose_name=_("Open (committed, not paid)"), summed=True)
    free_eur = EuroColumn(verbose_name=_("Free (available, not committed)"), summed=True)
    committed_rate = ShareColumn(
        verbose_name=_("Share committed"), of=("committed_eur", "available_eur")
    )
    paid_rate = ShareColumn(
        verbose_name=_("Share paid of the appropriation"), of=("paid_eur", "appropriated_eur")
    )

    class Meta:
        orderable = False
        empty_text = _("No budget has been booked.")


class YearTable(BudgetTable):
    fiscal_year = tables.Column(verbose_name=_("Fiscal year"), orderable=False, footer=_("Total"))

    def __init__(self, *args: Any, cases_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases_url = cases_url  # the cases behind a row, for those who may see cases

    class Meta(BudgetTable.Meta):
        sequence = ("fiscal_year", "...")
        caption = _("Budget by fiscal year")

    def render_fiscal_year(self, value: int) -> str:
        return _linked(value, self.cases_url, "haushaltsjahr")


def _linked(year: int, cases_url: str, by: str) -> str:
    """The year; where one may see cases, it leads to those that the list filters `by` it."""
    if not cases_url:
        return str(year)
    return format_html('<a href="{}&amp;{}={}">{}</a>', cases_url, by, year, year)


class ProgramBudgetTable(BudgetTable):
    program_name = tables.Column(
        verbose_name=_("Funding program"),
        orderable=False,
        footer=_("Total"),
        linkify=("programs:program", {"code": tables.A("program")}),
    )

    class Meta(BudgetTable.Meta):
        sequence = ("program_name", "...")
        caption = _("Budget by funding program, all fiscal years")


class ProgramTable(PageTable):
    """All programs with their sums; rows are {"program", "budget"}."""

    name = tables.Column(
        accessor="program__name",
        linkify=lambda record: record["program"].get_absolute_url(),
        verbose_name=_("Name"),
        footer=_("Total"),
    )
    kind = tables.Column(
        accessor="program__get_grant_kind_display", verbose_name=_("Kind of funding")
    )
    available_eur = EuroColumn(
        accessor="budget__available_eur", verbose_name=_("Available"), summed=True
    )
    committed_eur = EuroColumn(
        accessor="budget__committed_eur", verbose_name=_("Committed"), summed=True
    )
    paid_eur = EuroColumn(accessor="budget__paid_eur", verbose_name=_("Paid"), summed=True)
    free_eur = EuroColumn(accessor="budget__free_eur", verbose_name=_("Free"), summed=True)

    class Meta:
        orderable = False
        caption = _("Funding programs with their sums over all fiscal years")


class CooperationTable(PageTable):
    """Cooperations, participations and distinct municipalities: three different things."""

    year = tables.Column(verbose_name=_("Year of the decision"), footer=_("Total"))
    cooperations = CountColumn(verbose_name=_("Cooperations"))
    participations = CountColumn(verbose_name=_("Participations"))
    bodies = CountColumn(verbose_name=_("Different municipalities"))
    cross_district = CountColumn(verbose_name=_("of these across districts"))
    approved_eur = EuroColumn(verbose_name=_("Approved (first decisions)"), summed=True)
    mean_eur = EuroColumn(verbose_name=_("Mean per cooperation"))

    class Meta:
        orderable = False
        empty_text = _("No grants have been approved.")
        caption = _("Grants by year of the decision")

    def __init__(self, *args: Any, cases_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases_url = cases_url

    def render_year(self, value: int) -> str:
        return _linked(value, self.cases_url, "jahr")


class GrantTable(PageTable):
    """Grants of a program."""

    file_reference = tables.Column(
        linkify=lambda record: record.get_absolute_url(),
        verbose_name=_("File reference"),
        attrs={"cell": {"class": "key"}},
    )
    title = tables.Column(verbose_name=_("Project"))
    lead = tables.Column(verbose_name=_("Lead municipality"), order_by="lead__sort_name")
    participations = CountColumn(
        accessor="participations_bound", verbose_name=_("Participations"), orderable=True
    )
    state = tables.Column(accessor="state_then", verbose_name=_("State"))
    received_on = DayColumn(verbose_name=_("Received on"), orderable=True)
    decided_on = DayColumn(verbose_name=_("Decision of"), orderable=True)
    applied_eur = EuroColumn(verbose_name=_("Applied for"), orderable=True)
    committed_eur = EuroColumn(verbose_name=_("Committed"), orderable=True)
    paid_eur = EuroColumn(verbose_name=_("Paid"), orderable=True)
    published_eur = EuroColumn(verbose_name=_("Published, not booked"), orderable=True)

    class Meta:
        model = Grant
        fields = ("file_reference", "title", "lead")
        order_by = "-received_on"  # the publications, of which no day is known, come last
        empty_text = _("No grant matches these filters.")
        caption = _("Grants of the funding program")

    def render_state(self, value: str) -> str:
        return str(GrantState(value).label)

    def render_participations(self, value: int | None) -> str:
        return "–" if value is None else format_count(value)

    def render_applied_eur(self, value: Decimal | None) -> str:
        return _amount(value)

    def render_committed_eur(self, record: WithAnnotations[Grant, Amounts]) -> str:
        return _amount(whole_case(record).committed_eur)

    def render_paid_eur(self, record: WithAnnotations[Grant, Amounts]) -> str:
        return _amount(whole_case(record).paid_eur)

    def render_published_eur(self, value: Decimal | None, record: Grant) -> str:
        """Unknown only where the publication names no amount."""
        return format_eur(value) if record.state == GrantState.RECORDED else "–"


class CaseListTable(GrantTable):
    """Cases of all programs."""

    program = tables.Column(
        linkify=lambda record: record.program.get_absolute_url(),
        verbose_name=_("Funding program"),
        order_by="program__name",
    )

    class Meta(GrantTable.Meta):
        sequence = ("file_reference", "title", "program", "...")
        caption = _("Grants")


def _amount(amount_eur: Decimal | None) -> str:
    return "–" if amount_eur is None else format_eur(amount_eur)
