"""Report on barriers: what readers reported, and by when each of them has its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import BarrierReport
from accounts.roles import ANSWER_BARRIERS
from core.as_of import AsOf
from core.forms.fields import FirstChoiceField
from core.reporting import Column, ColumnKind, Report, Row, register

ALL, OPEN = "alle", "offen"
EXTENTS = [(ALL, _("All")), (OPEN, _("without an answer"))]


class BarrierReportForm(forms.Form):
    """Which reports of barriers; empty means all."""

    umfang = FirstChoiceField(label=_("Extent"), choices=EXTENTS)


def _desk_url(number: str) -> str:
    return reverse("admin:accounts_barrierreport_change", args=[number])


def _count(key: str, label: Any, meaning: Any, *, summed: bool = True) -> Column:
    return Column(key, label, ColumnKind.COUNT, summed=summed, help=meaning)


COLUMNS = [
    Column("number", _("Number of the report"), help=_("That its sender was told"), link=_desk_url),
    Column("received_on", _("received on"), ColumnKind.DAY, help=_("Day it arrived")),
    Column("page", _("Page"), help=_("As its sender named it")),
    Column("due_on", _("Answer due on"), ColumnKind.DAY, help=_("Six weeks after it arrived")),
    Column("answered_on", _("Answered on"), ColumnKind.DAY, help=_("Empty: not by the day")),
    _count(
        "days_left",
        _("Days left"),
        _("From the day; negative: overdue; empty: answered"),
        summed=False,
    ),
    _count("open", _("Open"), _("1 = without an answer on the day")),
    _count("late", _("Late"), _("1 = answered after its due day, or open and overdue")),
]


def _rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    if not user.has_perm(ANSWER_BARRIERS):
        return
    for report in BarrierReport.objects.order_by("due_on", "pk"):
        row = _row(report, at)
        if row is not None and (filters["umfang"] == ALL or row["open"]):
            yield row


def _row(report: BarrierReport, at: AsOf) -> Row | None:
    """How the report stood on the day; None where it arrived later."""
    received_on = timezone.localdate(report.received_at)
    if received_on > at.day:
        return None
    answered_on = report.answered_at and timezone.localdate(report.answered_at)
    if answered_on is not None and answered_on > at.day:
        answered_on = None
    return {
        "number": str(report.pk),
        "received_on": received_on,
        "page": report.page,
        "due_on": report.due_on,
        "answered_on": answered_on,
        "days_left": None if answered_on else (report.due_on - at.day).days,
        "open": int(answered_on is None),
        "late": int((answered_on or at.day) > report.due_on),
    }


register(
    Report(
        name="barrieren",
        title=_("Reports of barriers and when their answers are due"),
        question=_("Which reports of barriers wait for an answer, and until when?"),
        permission=ANSWER_BARRIERS,
        columns=lambda _filters: COLUMNS,
        form=BarrierReportForm,
        rows=_rows,
        is_dated=True,
        rollup="progress",
        rule=_(
            "Every report is answered within six weeks (HVBIT); late from the day after. What was "
            "written stands on its page alone."
        ),
        basis=_("All reports that arrived by the day, first due in front."),
    )
)
