"""The yearly interim reports: awaited by the calendar, received by a step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import PREPARE
from core.admin.step_pages import ActedOnAdmin
from core.admin.steps import Step, StepForm, TakenAt, calls, day_field
from core.formats import format_day
from programs.actions.proof.interim import receive_interim_report
from programs.actions.proof.reminders import record_report_reminder
from programs.admin.proof.page import ReminderInline
from programs.admin.proof.steps import ReminderForm
from programs.models import Grant, InterimReport
from programs.queries.proof import reports_awaiting_letter
from programs.rules.steps.base import OWING_REPORTS
from programs.todo.signatures import PROOF_NOTICE_DAYS


class InterimReceipt(StepForm):
    on = day_field(gettext_lazy("Received on"), initial=timezone.localdate)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        on: date


def _is_overdue(report: InterimReport) -> bool:
    return (
        report.submitted_on is None
        and report.due_on <= timezone.localdate()
        and report.grant.state in OWING_REPORTS
    )


class ReportFilter(admin.SimpleListFilter):
    """Reports that are not there yet."""

    title = gettext_lazy("due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("soon", gettext_lazy("within 30 days, or overdue")),
            ("overdue", gettext_lazy("overdue")),
            ("letter", gettext_lazy("to be reminded by letter")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        missing = queryset.filter(submitted_on__isnull=True)
        if self.value() == "soon":
            return missing.filter(due_on__lte=today + timedelta(days=PROOF_NOTICE_DAYS))
        if self.value() == "overdue":
            return missing.filter(due_on__lt=today)
        if self.value() == "letter":
            return missing.filter(pk__in=reports_awaiting_letter(today))
        return queryset


@admin.register(InterimReport)
class InterimReportAdmin(ActedOnAdmin):
    list_display = ("due_on", "grant", "for_year", "submitted_on")
    list_display_links = ("due_on", "grant")
    list_filter = (ReportFilter, "for_year", "grant__program")
    list_select_related = ("grant",)
    search_fields = ("grant__file_reference", "grant__title")
    steps = (
        Step(
            "receive",
            gettext_lazy("Record an interim report"),
            PREPARE,
            is_open=lambda report: report.submitted_on is None,
            run=calls(InterimReceipt.Values)(receive_interim_report),
            form=InterimReceipt,
            bulk=gettext_lazy("Record the receipt of chosen reports"),
        ),
        Step(
            "remind",
            gettext_lazy("Record a reminder"),
            PREPARE,
            is_open=_is_overdue,
            run=calls(ReminderForm.Values)(record_report_reminder),
            form=ReminderForm,
            bulk=gettext_lazy("Record reminders of chosen reports"),
        ),
    )
    inlines = (ReminderInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterimReport]:
        return InterimReport.objects.filter(grant__in=Grant.objects.visible_to(request.user))

    def about(self, obj: InterimReport) -> dict[str, Any]:
        return {"facts": [(_("Case"), obj.grant), (_("Due on"), format_day(obj.due_on))]}

    def standing(self, obj: InterimReport) -> str:
        if obj.submitted_on is None:
            return _("due on %(day)s") % {"day": format_day(obj.due_on)}
        return _("received on %(day)s") % {"day": format_day(obj.submitted_on)}
