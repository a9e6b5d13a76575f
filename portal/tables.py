"""Tables of the portal's pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.formats import format_count, format_day, format_eur
from core.money import ZERO
from core.tables.columns import CountColumn, EuroColumn, ShareColumn
from core.tables.page import PageTable
from municipalities.models import Municipality
from programs.choices import GrantState
from services.choices import RolloutState

UNBROKEN_HYPHEN = "\u2011"  # keeps "& -entwicklung" together at the end of a line


class MunicipalityTable(PageTable):
    """All municipal bodies with population and progress."""

    name = tables.Column(
        linkify=lambda record: record.get_absolute_url(),
        order_by="sort_name",
        verbose_name=_("Name"),
    )
    kind = tables.Column(verbose_name=_("Kind"))
    ags = tables.Column(verbose_name=_("AGS"))
    district = tables.Column(verbose_name=_("District"), order_by="district__sort_name")
    population = CountColumn(verbose_name=_("Inhabitants"), orderable=True)
    competent = CountColumn(verbose_name=_("Competent for services"), orderable=True)
    reported = CountColumn(verbose_name=_("of these reported"), orderable=True)
    live = CountColumn(verbose_name=_("of these online"), orderable=True)
    live_rate = ShareColumn(verbose_name=_("Share online"), orderable=True)

    class Meta:
        model = Municipality
        fields = ("name", "kind", "ags", "district", "population")
        order_by = "name"
        empty_text = _("No municipality matches these filters.")
        caption = _("Municipalities and districts of Hessen")


class TownTable(PageTable):
    """The municipalities of a Landkreis: those that are behind come first."""

    name = tables.Column(
        linkify=lambda record: record.get_absolute_url(),
        order_by="sort_name",
        verbose_name=_("Name"),
    )
    population = CountColumn(verbose_name=_("Inhabitants"), orderable=True)
    competent = CountColumn(verbose_name=_("Competent for services"), orderable=True)
    reported = CountColumn(verbose_name=_("of these reported"), orderable=True)
    live = CountColumn(verbose_name=_("of these online"), orderable=True)
    live_rate = ShareColumn(verbose_name=_("Share online"), orderable=True)
    last_report = tables.Column(verbose_name=_("Last report"), orderable=True)

    class Meta:
        model = Municipality
        fields = ("name", "population")
        order_by = "live_rate"
        empty_text = _("No municipality lies in this district.")
        caption = _("Municipalities of the district, those with the smallest share first")

    def render_last_report(self, value: date) -> str:
        return format_day(value)


class CaseTable(PageTable):
    """The cases a body takes part in."""

    grant = tables.Column(
        linkify=lambda record: record.grant.get_absolute_url(),
        accessor="grant__title",
        verbose_name=_("Project"),
        orderable=False,
    )
    program = tables.Column(
        accessor="grant__program", verbose_name=_("Funding program"), orderable=False
    )
    file_reference = tables.Column(
        accessor="grant__file_reference",
        verbose_name=_("File reference"),
        attrs={"cell": {"class": "key"}},
        orderable=False,
    )
    state = tables.Column(accessor="state_then", verbose_name=_("State"), orderable=False)

    def render_state(self, value: str) -> str:
        return str(GrantState(value).label)


class AllocationTable(CaseTable):
    """What is bound, paid and repaid for bodies, from the ledger."""

    bound_eur = EuroColumn(verbose_name=_("Own share, committed"))
    paid_eur = EuroColumn(verbose_name=_("of this paid"))
    repaid_eur = EuroColumn(verbose_name=_("Repaid"))

    class Meta:
        empty_text = _("No case is open.")
        caption = _("Open cases and own shares")

    def render_paid_eur(self, value: Decimal | None) -> str:
        return format_eur(value or ZERO)

    def render_repaid_eur(self, value: Decimal | None) -> str:
        return format_eur(value or ZERO)


class ClosedCaseTable(AllocationTable):
    """The same of cases that are over."""

    class Meta:
        caption = _("Closed cases and own shares")


class ApplicationTable(CaseTable):
    """Applications: what was applied for, of which nothing is committed."""

    share_eur = EuroColumn(verbose_name=_("Own share, applied for"))

    class Meta:
        caption = _("Applications without commitment")


class ThemeTable(PageTable):
    """One row per theme field."""

    label = tables.Column(
        verbose_name=_("Theme field"),
        footer=_("Total"),
        linkify=lambda record: f"{reverse('progress:service_list')}?feld={record.key}",
    )

    def render_label(self, value: str) -> str:
        return value.replace(" -", f" {UNBROKEN_HYPHEN}")


class ProgressTable(ThemeTable):
    """Progress by theme field: three counting rules side by side."""

    services = CountColumn(verbose_name=_("Services"), summed=True)
    federal_any = CountColumn(verbose_name=_("online in at least one municipality"), summed=True)
    level3_any = CountColumn(
        verbose_name=_("OZG-compliant in at least one municipality"), summed=True
    )
    area_wide = CountColumn(verbose_name=_("area-wide"), summed=True)
    competent = CountColumn(verbose_name=_("Competent (municipality x service)"), summed=True)
    reported = CountColumn(verbose_name=_("of these reported"), summed=True)
    live = CountColumn(verbose_name=_("of these online"), summed=True)
    live_rate = ShareColumn(verbose_name=_("Share online"), of=("live", "competent"))

    class Meta:
        orderable = False
        empty_text = _("No services.")
        caption = _("Progress by theme field")


class BodyProgressTable(ThemeTable):
    """Progress of one body by theme field."""

    competent = CountColumn(verbose_name=_("Competent for services"), summed=True)
    reported = CountColumn(verbose_name=_("of these reported"), summed=True)
    configured = CountColumn(verbose_name=_("set up"), summed=True)
    listed = CountColumn(verbose_name=_("listed in the administration portal"), summed=True)
    live = CountColumn(verbose_name=_("online"), summed=True)
    live_rate = ShareColumn(verbose_name=_("Share online"), of=("live", "competent"))

    class Meta:
        orderable = False
        empty_text = _("Not competent for any service of the catalogue.")
        caption = _("Progress by theme field")


class SheetTable(PageTable):
    """The funding of one body: a row per case, in the words of its people."""

    title = tables.Column(
        accessor="grant__title",
        linkify=lambda record: record.grant.get_absolute_url(),
        verbose_name=_("Project"),
        footer=_("Total"),
    )
    program = tables.Column(accessor="grant__program", verbose_name=_("Funding program"))
    role = tables.Column(accessor="is_lead", verbose_name=_("Takes part as"))
    bound_eur = EuroColumn(verbose_name=_("Granted"), summed=True)
    drawn_eur = EuroColumn(verbose_name=_("Drawn"), summed=True)
    paid_eur = EuroColumn(verbose_name=_("Paid"), summed=True)
    left_eur = EuroColumn(verbose_name=_("Still to be drawn"), summed=True)
    until = tables.Column(verbose_name=_("until"))

    class Meta:
        orderable = False
        empty_text = _("No case is open.")
        caption = _("Open cases, own shares")

    def render_role(self, value: bool) -> str:
        return gettext("lead") if value else gettext("partner")

    def render_until(self, value: date) -> str:
        return format_day(value)


class NeighbourTable(PageTable):
    """Bodies near one that work on a subject."""

    body = tables.Column(
        linkify=lambda record: record.body.get_absolute_url(), verbose_name=_("Municipal body")
    )
    km = tables.Column(verbose_name=_("Distance"))
    service = tables.Column(accessor="event__service", verbose_name=_("Service"))
    state = tables.Column(accessor="event__state", verbose_name=_("State"))
    contact = tables.Column(
        accessor="body__contact_email",
        verbose_name=_("Contact"),
        linkify=lambda value: f"mailto:{value}" if value else None,
        default="–",
    )

    class Meta:
        orderable = False
        empty_text = _("Nobody within this distance has reported work on it.")
        caption = _("Municipalities that work on it, the nearest first")

    def render_km(self, value: float) -> str:
        return f"{format_count(round(value))} km"

    def render_state(self, value: RolloutState) -> str:
        return str(value.label)
