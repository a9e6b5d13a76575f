"""Tables of the portal's pages."""

from __future__ import annotations

from decimal import Decimal

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from core.formats import format_count, format_eur, format_share
from municipalities.models import Municipality

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class MunicipalityTable(tables.Table):
    """All municipal bodies with population and progress."""

    name = tables.Column(
        linkify=lambda record: record.get_absolute_url(),
        order_by="sort_name",
        verbose_name=_("Name"),
    )
    kind = tables.Column(verbose_name=_("Kind"))
    ags = tables.Column(verbose_name=_("AGS"))
    district = tables.Column(verbose_name=_("District"), order_by="district__sort_name")
    population = tables.Column(verbose_name=_("Inhabitants"), attrs=NUMBER)
    competent = tables.Column(verbose_name=_("Competent for services"), attrs=NUMBER)
    reported = tables.Column(verbose_name=_("of these reported"), attrs=NUMBER)
    live = tables.Column(verbose_name=_("of these online"), attrs=NUMBER)
    live_rate = tables.Column(verbose_name=_("Share online"), attrs=NUMBER)

    class Meta:
        model = Municipality
        fields = ("name", "kind", "ags", "district", "population")
        order_by = "name"
        empty_text = _("No municipality matches these filters.")
        caption = _("Municipalities and districts of Hessen")

    def render_population(self, value: int) -> str:
        return format_count(value)

    def render_competent(self, value: int) -> str:
        return format_count(value)

    def render_reported(self, value: int) -> str:
        return format_count(value)

    def render_live(self, value: int) -> str:
        return format_count(value)

    def render_live_rate(self, value: Decimal) -> str:
        return format_share(value)


class AllocationTable(tables.Table):
    """The shares of municipal bodies in their grants."""

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
        accessor="grant__file_reference", verbose_name=_("File reference"), orderable=False
    )
    state = tables.Column(
        accessor="grant__get_state_display", verbose_name=_("State"), orderable=False
    )
    share_eur = tables.Column(
        verbose_name=_("Own share, approved"), attrs=NUMBER, empty_values=(), orderable=False
    )
    paid_eur = tables.Column(
        verbose_name=_("of this paid"), attrs=NUMBER, empty_values=(), orderable=False
    )

    class Meta:
        empty_text = _("No grants have been notified so far.")
        caption = _("Grants and own shares")

    def render_share_eur(self, value: Decimal | None) -> str:
        return format_eur(value)

    def render_paid_eur(self, value: Decimal | None) -> str:
        return format_eur(value or Decimal(0))
