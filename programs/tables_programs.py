"""Tables of single programs."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.columns import CountColumn, EuroColumn
from core.formats import format_year
from programs.choices import CostCategory


def _category(category: CostCategory) -> EuroColumn:
    return EuroColumn(
        accessor=f"by_category__{category.value}",
        verbose_name=category.label,
        summed=True,
        default="–",
    )


class EfaYearTable(tables.Table):
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


class NotionalTable(tables.Table):
    """Notional shares of one body by year."""

    year = tables.Column(verbose_name=gettext_lazy("Year"), footer=gettext_lazy("Total"))
    services = CountColumn(verbose_name=gettext_lazy("EfA services"))
    amount_eur = EuroColumn(verbose_name=gettext_lazy("Notional share"), summed=True)

    class Meta:
        orderable = False
        caption = gettext_lazy("Notional shares in the operating costs of EfA services")

    def render_year(self, value: int) -> str:
        return format_year(value)


class ReceivedTable(tables.Table):
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
