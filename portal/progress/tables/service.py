"""Tables of the page of one OZG service."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.tables.columns import DayColumn
from core.tables.page import PageTable
from services.addresses import services_of_process
from services.choices import ProcessState
from services.models import RolloutEvent


class OfferTable(PageTable):
    """The processes that offer the service, with their state on the day of the page."""

    name = tables.Column(
        verbose_name=_("Process"), linkify=lambda record: services_of_process(record.pk)
    )
    kind = tables.Column(accessor="get_kind_display", verbose_name=_("Kind"))
    state = tables.Column(verbose_name=_("State"), empty_values=())
    on = DayColumn(verbose_name=_("Since"))

    class Meta:
        orderable = False
        caption = _("Processes that offer the service")
        empty_text = _("No process offers this service so far.")

    def render_state(self, value: str | None) -> str:
        return str(ProcessState(value).label) if value else "–"


class LiveTable(PageTable):
    """The bodies where the service is live."""

    municipality = tables.Column(
        accessor="municipality__full_name",
        verbose_name=_("Municipality or district"),
        linkify=lambda record: record.municipality.get_absolute_url(),
    )
    ags = tables.Column(accessor="municipality_id", verbose_name=_("AGS"))
    district = tables.Column(accessor="municipality__district", verbose_name=_("District"))
    process = tables.Column(verbose_name=_("Process"))
    level = tables.Column(
        accessor="maturity_level", verbose_name=_("Maturity level"), empty_values=()
    )
    since = DayColumn(accessor="valid_from", verbose_name=_("This state since"))

    class Meta:
        orderable = False
        caption = _("Municipalities and districts where the service is online")
        empty_text = _("The service is online nowhere on this day.")

    def render_level(self, value: int | None, record: RolloutEvent) -> str:
        return (
            f"{value} ({record.maturity_model_id})" if value is not None else gettext("not rated")
        )


class ServiceTable(PageTable):
    """The services of the catalogue, each leading to its page."""

    name = tables.Column(
        linkify=lambda record: record.get_absolute_url(),
        order_by="sort_name",
        verbose_name=_("Service"),
    )
    ozg_id = tables.Column(verbose_name=_("OZG id"))
    theme_field = tables.Column(verbose_name=_("Theme field"))
    situation = tables.Column(verbose_name=_("Life or business situation"), orderable=False)

    class Meta:
        order_by = "name"
        empty_text = _("No service matches these filters.")
        caption = _("OZG services")
