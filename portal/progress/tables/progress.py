"""Tables of the pages on progress."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import format_of
from core.tables.columns import CountColumn, DayColumn, MeanColumn
from core.tables.page import PageTable
from programs.queries.connecting import WayToConnect
from services.addresses import services_of_process
from services.choices import ProcessKind, TaskKind
from services.queries.next_steps import NextStep


class TaskTable(PageTable):
    """The lines of a work list."""

    body = tables.Column(
        verbose_name=gettext_lazy("Municipality or district"),
        linkify=lambda record: _body_url(record["ags"]),
        empty_values=(),
    )
    service = tables.Column(
        verbose_name=gettext_lazy("Service"),
        linkify=lambda record: _service_url(record["service_id"]),
    )
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


def _service_url(ozg_id: str) -> str | None:
    return reverse("progress:service", args=[ozg_id]) if ozg_id else None


def _reporting_url(ags: str, ozg_id: str) -> str:
    return reverse("portal:reporting_service", args=[ags, ozg_id])


class WeekTable(PageTable):
    """The factories, week by week."""

    week = tables.Column(verbose_name=gettext_lazy("ISO week"))
    monday = DayColumn(verbose_name=gettext_lazy("Monday"))
    released = CountColumn(verbose_name=gettext_lazy("Released"))
    mean = MeanColumn(verbose_name=gettext_lazy("Mean of four weeks"))
    cumulative = CountColumn(verbose_name=gettext_lazy("Released in total"))
    cumulative_target = CountColumn(verbose_name=gettext_lazy("Target in total"))
    in_work = CountColumn(verbose_name=gettext_lazy("In work"))
    blocked = CountColumn(verbose_name=gettext_lazy("Blocked processes"))

    class Meta:
        orderable = False
        caption = gettext_lazy("Releases per ISO week")
        empty_text = gettext_lazy("No weeks.")


class BlockedTable(PageTable):
    """The processes that wait, and for what."""

    name = tables.Column(
        verbose_name=gettext_lazy("Process"),
        linkify=lambda record: services_of_process(record.process),
    )
    reason = tables.Column(verbose_name=gettext_lazy("Reason"))
    since = DayColumn(verbose_name=gettext_lazy("Blocked since"))

    class Meta:
        orderable = False
        caption = gettext_lazy("Blocked processes, the longest first")
        empty_text = gettext_lazy("No process is blocked.")


class NextStepTable(PageTable):
    """Services one body could take over."""

    service_name = tables.Column(
        verbose_name=gettext_lazy("Service"), linkify=lambda record: _service_url(record.service)
    )
    process_name = tables.Column(
        verbose_name=gettext_lazy("Free to re-use as"),
        linkify=lambda record, table: table.anchors.get(record.process),
    )
    state = tables.Column(
        verbose_name=gettext_lazy("State here"), accessor="configured", empty_values=()
    )
    similar_live = CountColumn(verbose_name=gettext_lazy("Similar bodies that run it"))
    inhabitants_reached = CountColumn(verbose_name=gettext_lazy("Inhabitants reached elsewhere"))
    report = tables.Column(
        accessor="service",
        verbose_name=gettext_lazy("Next step"),
        linkify=lambda record, table: _reporting_url(table.body, record.service),
    )

    class Meta:
        orderable = False
        caption = gettext_lazy("Re-usable services, ranked by similar bodies and inhabitants")
        empty_text = gettext_lazy("Nothing is left to take over: all released services are online.")

    def __init__(
        self, steps: list[NextStep], *, body: str, may_report: bool, ways: list[WayToConnect]
    ) -> None:
        super().__init__(steps, exclude=() if may_report else ("report",))
        self.body = body
        self.anchors = {one.process.pk: f"#{way.anchor}" for way in ways for one in way.processes}

    def render_report(self) -> str:
        return _("Report the state")

    def render_service_name(self, value: str, record: NextStep) -> str:
        return f"{value} ({record.service})"

    def render_process_name(self, value: str, record: NextStep) -> str:
        return f"{ProcessKind(record.kind).label}: {value}"

    def render_state(self, record: NextStep) -> str:
        if record.configured and record.listed:
            return _("set up and listed, not available")
        if record.configured:
            return str(TaskKind.NOT_LISTED.label)
        if record.listed:
            return str(TaskKind.NOT_CONFIGURED.label)
        return str(TaskKind.NOT_CONNECTED.label)

    def render_similar_live(self, value: int, record: NextStep) -> str:
        return format_of(value, record.similar)
