"""Tables of the coordination office's page and of the effect of grants."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.choices import Qualifier
from core.formats import format_count, format_day, format_of
from core.tables.columns import CountColumn, DayColumn, EuroColumn
from core.tables.page import PageTable
from municipalities.addresses import area_url
from programs.queries.effect.grants import Effect
from services.addresses import service_url, services_of_process
from services.models import RegionalConference, WorkItem


class WorkTable(PageTable):
    """The work programme, by priority."""

    priority = CountColumn(verbose_name=gettext_lazy("Priority"))
    title = tables.Column(verbose_name=gettext_lazy("Task"), linkify=lambda record: _about(record))
    state = tables.Column(verbose_name=gettext_lazy("State"))
    planned = tables.Column(
        verbose_name=gettext_lazy("Planned"), accessor="planned_from", empty_values=()
    )
    reason = tables.Column(verbose_name=gettext_lazy("Reason for the priority"))
    decision = tables.Column(verbose_name=gettext_lazy("Decided in"))

    class Meta:
        model = WorkItem
        fields: tuple[str, ...] = ()
        orderable = False
        row_header = "title"
        caption = gettext_lazy("Work programme by priority")
        empty_text = gettext_lazy("The work programme is empty.")

    def render_planned(self, record: WorkItem) -> str:
        if record.planned_from is None and record.planned_to is None:
            return "–"
        days = (record.planned_from, record.planned_to)
        return " – ".join(format_day(day) if day else _("open") for day in days)


def _about(item: WorkItem) -> str | None:
    """The service that a task is about, or the services of its process."""
    services = item.services.all()
    if len(services) == 1:
        return service_url(services[0].pk)
    return services_of_process(item.process_id) if item.process_id else None


class DecisionTable(PageTable):
    """Decisions by steering level."""

    level = tables.Column(verbose_name=gettext_lazy("Steering level"))
    subject = tables.Column(verbose_name=gettext_lazy("Subject"))
    text = tables.Column(verbose_name=gettext_lazy("Decision of the steering level"))
    decided_on = DayColumn(verbose_name=gettext_lazy("Resolved on"))
    due_on = DayColumn(verbose_name=gettext_lazy("To be done by"))
    done_on = DayColumn(verbose_name=gettext_lazy("Done on"))

    class Meta:
        orderable = False
        row_header = "subject"
        caption = gettext_lazy("Decisions by steering level, the newest first")
        empty_text = gettext_lazy("No decision has been recorded.")

    def render_level(self, record: Any) -> str:
        return str(record.get_level_display())


class AdviceTable(PageTable):
    """The modules of the advice, and how many bodies had them."""

    name = tables.Column(verbose_name=gettext_lazy("Module"))
    bodies = CountColumn(verbose_name=gettext_lazy("Municipalities and districts advised"))
    last = DayColumn(verbose_name=gettext_lazy("Last on"))

    class Meta:
        orderable = False
        caption = gettext_lazy("Digitalisation advice by module, free of charge")
        empty_text = gettext_lazy("No module of the advice has been entered.")


class ConferenceTable(PageTable):
    """The regional conferences; attendance with its qualifier."""

    place = tables.Column(verbose_name=gettext_lazy("Place"))
    government_district = tables.Column(
        verbose_name=gettext_lazy("Government district"),
        linkify=lambda record: area_url(record.government_district_id),
    )
    held_on = tables.Column(verbose_name=gettext_lazy("Held"), empty_values=())
    attendance = tables.Column(verbose_name=gettext_lazy("Participants"), empty_values=())
    source = tables.Column(verbose_name=gettext_lazy("Source"))

    class Meta:
        orderable = False
        caption = gettext_lazy("Conferences with their attendance")
        empty_text = gettext_lazy("No conference has been recorded.")

    def render_held_on(self, record: RegionalConference) -> str:
        if record.held_on:
            return format_day(record.held_on)
        return _("before %(day)s") % {"day": format_day(record.held_before)}

    def render_attendance(self, record: RegionalConference) -> str:
        if record.attendance is None:
            return _("unknown")
        number = format_count(record.attendance)
        if record.qualifier == Qualifier.EXACT:
            return number
        return f"{record.get_qualifier_display()} {number}"


class EffectTable(PageTable):
    """What each grant brought: services, bodies, days, and the cost where both sides are known."""

    title = tables.Column(
        verbose_name=gettext_lazy("Project"),
        linkify=lambda record: f"{reverse('programs:grant', args=[record.grant])}#effect",
    )
    file_reference = tables.Column(
        verbose_name=gettext_lazy("File reference"), attrs={"cell": {"class": "key"}}
    )
    amount_eur = EuroColumn(verbose_name=gettext_lazy("Approved"))
    services = CountColumn(verbose_name=gettext_lazy("Services"))
    bodies = CountColumn(verbose_name=gettext_lazy("Municipalities and districts"))
    live_before = CountColumn(verbose_name=gettext_lazy("live before"))
    went_live = CountColumn(verbose_name=gettext_lazy("gone live since"), accessor="went_live")
    first_live = tables.Column(verbose_name=gettext_lazy("Live from – to"), empty_values=())
    cost_per_live_eur = EuroColumn(verbose_name=gettext_lazy("Cost per service gone live"))

    class Meta:
        orderable = False
        caption = gettext_lazy("Grants that name their services, and what went live with them")
        empty_text = gettext_lazy("No grant names the services it pays for.")

    def render_went_live(self, record: Effect) -> str:
        return format_of(record.went_live, record.pairs)

    def render_first_live(self, record: Effect) -> str:
        if record.first_live is None or record.last_live is None:
            return "–"
        return f"{format_day(record.first_live)} – {format_day(record.last_live)}"
