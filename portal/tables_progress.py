"""Tables of the pages on progress."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.columns import CountColumn
from core.formats import format_day


class DayColumn(tables.Column):
    """A day in German, a dash where it is unknown."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("orderable", False)
        super().__init__(empty_values=(), **kwargs)

    def render(self, value: date | None) -> str:
        return format_day(value) if value else "–"


class TaskTable(tables.Table):
    """The lines of a work list."""

    body = tables.Column(
        verbose_name=gettext_lazy("Municipality or district"),
        linkify=lambda record: _body_url(record["ags"]),
        empty_values=(),
    )
    service = tables.Column(verbose_name=gettext_lazy("Service"))
    process = tables.Column(verbose_name=gettext_lazy("Process or case"))
    since = DayColumn(verbose_name=gettext_lazy("Since"))

    class Meta:
        orderable = False
        empty_text = gettext_lazy("Nothing to do here. No line matches these filters.")

    def render_body(self, value: str, record: dict[str, Any]) -> str:
        return f"{value} ({record['ags']})" if value else _("Coordination office")

    def render_service(self, value: str, record: dict[str, Any]) -> str:
        return f"{value} ({record['service_id']})" if value else "–"


def _body_url(ags: str) -> str | None:
    return reverse("portal:municipality", args=[ags]) if ags else None


class WeekTable(tables.Table):
    """The factories, week by week."""

    week = tables.Column(verbose_name=gettext_lazy("ISO week"))
    monday = DayColumn(verbose_name=gettext_lazy("Monday"))
    released = CountColumn(verbose_name=gettext_lazy("Released"))
    mean = CountColumn(verbose_name=gettext_lazy("Mean of four weeks"))
    cumulative = CountColumn(verbose_name=gettext_lazy("Released in total"))
    cumulative_target = CountColumn(verbose_name=gettext_lazy("Target in total"))
    in_work = CountColumn(verbose_name=gettext_lazy("In work"))
    blocked = CountColumn(verbose_name=gettext_lazy("Blocked processes"))

    class Meta:
        orderable = False
        caption = gettext_lazy("Releases per ISO week")
        empty_text = gettext_lazy("No weeks.")

    def render_mean(self, value: Any) -> str:
        return f"{value:.2f}".replace(".", ",")


class BlockedTable(tables.Table):
    """The processes that wait, and for what."""

    name = tables.Column(verbose_name=gettext_lazy("Process"))
    reason = tables.Column(verbose_name=gettext_lazy("Reason"))
    since = DayColumn(verbose_name=gettext_lazy("Blocked since"))

    class Meta:
        orderable = False
        caption = gettext_lazy("Blocked processes, the longest first")
        empty_text = gettext_lazy("No process is blocked.")
