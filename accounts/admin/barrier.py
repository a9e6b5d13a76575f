"""Reports of barriers: to read, and to record what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.barriers import answer_barrier
from accounts.models import BarrierReport
from accounts.models.barrier import LONGEST_MESSAGE
from accounts.roles import ANSWER_BARRIERS
from core.admin.step_pages import ActedOnAdmin
from core.admin.steps import Step, StepForm, TakenAt, calls
from core.formats import format_day


class BarrierStandingFilter(admin.SimpleListFilter):
    """Waiting for an answer, answered."""

    title = gettext_lazy("standing")
    parameter_name = "standing"
    conditions = {
        "waiting": Q(answered_at__isnull=True),
        "answered": Q(answered_at__isnull=False),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", gettext_lazy("waiting")), ("answered", gettext_lazy("answered"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = self.conditions.get(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)


class Answer(StepForm):
    """What was answered, on whatever way: the house itself writes to no address of a stranger."""

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        answer: str

    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_MESSAGE,
        help_text=gettext_lazy(
            "The wording you sent, and how: by mail, by telephone. Nothing is sent from here."
        ),
    )


@admin.register(BarrierReport)
class BarrierReportAdmin(ActedOnAdmin):
    """What readers could not use, by the day the answer is due."""

    list_display = ("number", "page", "received_at", "due_on", "standing")
    list_display_links = ("number", "page")
    list_filter = (BarrierStandingFilter,)
    list_select_related = ("answered_by",)
    search_fields = ("message", "page", "answer")
    fields = (
        "message",
        "page",
        "mail",
        "received_at",
        "due_on",
        "reminded_on",
        "answer",
        "answered_by",
        "answered_at",
    )
    readonly_fields = fields
    steps = (
        Step(
            "answer",
            gettext_lazy("Record the answer"),
            ANSWER_BARRIERS,
            is_open=lambda report: report.answered_at is None,
            run=calls(Answer.Values)(answer_barrier),
            form=Answer,
        ),
    )

    @admin.display(description=gettext_lazy("Number of the report"), ordering="pk")
    def number(self, obj: BarrierReport) -> str:
        return str(obj.pk)

    @admin.display(description=gettext_lazy("Standing"))
    def standing(self, obj: BarrierReport) -> str:
        if obj.answered_at is None:
            return _("waiting since %(day)s") % {"day": format_day(obj.received_at)}
        return _("answered on %(day)s") % {"day": format_day(obj.answered_at)}

    def about(self, obj: BarrierReport) -> dict[str, Any]:
        """What was reported, and where an answer goes."""
        facts = [
            (_("Message"), obj.message),
            (_("Page"), obj.page or "–"),
            (_("Mail address"), obj.mail or _("not given")),
            (_("Answer due on"), format_day(obj.due_on)),
        ]
        return {"facts": facts}
