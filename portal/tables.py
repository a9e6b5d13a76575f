"""Tables of the portal's pages."""

from __future__ import annotations

from decimal import Decimal

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.formats import format_eur
from core.money import ZERO
from core.tables.columns import CountColumn, EuroColumn, ShareColumn
from core.tables.page import PageTable
from municipalities.models import Municipality
from programs.choices import GrantState

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
    live_rate = ShareColumn(verbose_name=_("Share online"))

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
    live_rate = ShareColumn(verbose_name=_("Share online"))

    class Meta:
        orderable = False
        empty_text = _("Not competent for any service of the catalogue.")
        caption = _("Progress by theme field")
