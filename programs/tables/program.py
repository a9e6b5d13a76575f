"""Tables of single programs."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import format_day, format_year
from core.tables.columns import CountColumn, EuroColumn
from core.tables.page import PageTable
from municipalities.addresses import body_url
from programs.choices import CostCategory, Outcome
from programs.queries.effect.grants import FundedPair
from services.addresses import service_url


def _category(category: CostCategory) -> EuroColumn:
    return EuroColumn(
        accessor=f"by_category__{category.value}",
        verbose_name=category.label,
        summed=True,
    )


class EfaYearTable(PageTable):
    """Operating costs of the EfA services by year and category."""

    year = tables.Column(verbose_name=gettext_lazy("Year"), footer=gettext_lazy("Total"))
    is_promised = tables.Column(verbose_name=gettext_lazy("Funding promise"))
    ceiling_eur = EuroColumn(verbose_name=gettext_lazy("Ceiling"), summed=True)
    infrastructure = _category(CostCategory.INFRASTRUCTURE)
    development = _category(CostCategory.DEVELOPMENT)
    platform = _category(CostCategory.PLATFORM)
    operation = _category(CostCategory.OPERATION)
    direct = _category(CostCategory.DIRECT)
    booked_eur = EuroColumn(verbose_name=gettext_lazy("Borne by the state"), summed=True)
    free_eur = EuroColumn(verbose_name=gettext_lazy("Free"), summed=True)

    class Meta:
        orderable = False
        caption = gettext_lazy("Operating costs by year and cost category")

    def render_year(self, value: int) -> str:
        return format_year(value)

    def render_is_promised(self, value: bool) -> str:
        return _("Funding promised") if value else _("no funding promise")


class CentralYearTable(PageTable):
    """What the state paid centrally by fiscal year."""

    year = tables.Column(verbose_name=gettext_lazy("Fiscal year"), footer=gettext_lazy("Total"))
    payments = CountColumn(verbose_name=gettext_lazy("Payments"))
    paid_eur = EuroColumn(verbose_name=gettext_lazy("Paid centrally"), summed=True)

    class Meta:
        orderable = False
        caption = gettext_lazy("Central payments by fiscal year")

    def render_year(self, value: int) -> str:
        return format_year(value)


class NotionalTable(PageTable):
    """Notional shares of one body by year."""

    year = tables.Column(verbose_name=gettext_lazy("Year"), footer=gettext_lazy("Total"))
    services = CountColumn(verbose_name=gettext_lazy("EfA services"))
    amount_eur = EuroColumn(verbose_name=gettext_lazy("Notional share"), summed=True)

    class Meta:
        orderable = False
        caption = gettext_lazy("Notional shares in the operating costs of EfA services")

    def render_year(self, value: int) -> str:
        return format_year(value)


class FundedPairTable(PageTable):
    """What one case pays for: services in bodies, and since when they are live."""

    body = tables.Column(
        verbose_name=gettext_lazy("Municipality or district"),
        linkify=lambda record: body_url(record.ags),
    )
    service_name = tables.Column(
        verbose_name=gettext_lazy("Service"), linkify=lambda record: service_url(record.service)
    )
    outcome = tables.Column(verbose_name=gettext_lazy("On the day"))
    live_since = tables.Column(verbose_name=gettext_lazy("Live since"), default="–")

    class Meta:
        orderable = False
        row_header = "service_name"
        caption = gettext_lazy("Services the case pays for, by municipality and district")

    def render_body(self, value: str, record: FundedPair) -> str:
        return f"{value} ({record.ags})"

    def render_service_name(self, value: str, record: FundedPair) -> str:
        return f"{value} ({record.service})"

    def render_outcome(self, value: Outcome) -> str:
        return str(value.label)

    def render_live_since(self, value: date) -> str:
        return format_day(value)


class ReceivedTable(PageTable):
    """What a body received without money."""

    program = tables.Column(verbose_name=gettext_lazy("Funding program"))
    what = tables.Column(verbose_name=gettext_lazy("What"))
    number = CountColumn(verbose_name=gettext_lazy("Number"))
    last_on = tables.Column(verbose_name=gettext_lazy("Last on"))

    class Meta:
        orderable = False
        caption = gettext_lazy("Support in kind")

    def render_last_on(self, value: Any) -> str:
        return f"{value:%d.%m.%Y}"
