"""Changes that wait for a second person: rights, thresholds, directives, base rates."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions_changes import approve_change, send_change_back, withdraw_change
from accounts.changes import changes_in_words, visible_changes
from accounts.models import PendingChange
from accounts.roles import APPROVE_CHANGES, PROPOSE_CHANGES
from core.admin.step_pages import ActedOnAdmin
from core.admin.steps import Reason, ReasonedAt, Step, TakenAt, calls
from core.formats import format_day


class ChangeStandingFilter(admin.SimpleListFilter):
    """Waiting, effective, ended."""

    title = gettext_lazy("standing")
    parameter_name = "standing"
    conditions = {
        "waiting": Q(approved_at__isnull=True, ended_at__isnull=True),
        "active": Q(approved_at__isnull=False),
        "ended": Q(ended_at__isnull=False),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", gettext_lazy("waiting")),
            ("active", gettext_lazy("effective")),
            ("ended", gettext_lazy("withdrawn or sent back")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = self.conditions.get(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)


def _is_waiting(change: Any) -> bool:
    return change.approved_at is None and change.ended_at is None


@admin.register(PendingChange)
class PendingChangeAdmin(ActedOnAdmin):
    """What one person proposed and a second one approves or sends back."""

    list_display = ("subject", "kind", "standing", "prepared_by", "prepared_at", "approved_by")
    list_filter = (ChangeStandingFilter,)
    search_fields = ("subject", "reason")
    fields = (
        "subject",
        "kind",
        "values",
        "reason",
        "prepared_by",
        "prepared_at",
        "person",
        "standing",
        "approved_by",
        "ended_by",
        "end_reason",
    )
    readonly_fields = fields
    steps = (
        Step(
            "approve",
            gettext_lazy("Approve the change"),
            APPROVE_CHANGES,
            is_open=_is_waiting,
            run=calls(TakenAt)(approve_change),
        ),
        Step(
            "send_back",
            gettext_lazy("Send the change back"),
            APPROVE_CHANGES,
            is_open=_is_waiting,
            run=calls(ReasonedAt)(send_change_back),
            form=Reason,
        ),
        Step(
            "withdraw",
            gettext_lazy("Withdraw the change"),
            PROPOSE_CHANGES,
            is_open=_is_waiting,
            run=calls(ReasonedAt)(withdraw_change),
            form=Reason,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PendingChange]:
        return visible_changes(request.user)

    def offered(self, request: HttpRequest, obj: Any) -> list[Step[Any]]:
        """Who proposed it may withdraw it; a second person, not concerned, decides."""
        is_own = obj.prepared_by_id == request.user.pk
        decides = (
            not is_own
            and obj.person_id != request.user.pk
            and request.user.has_perm(obj.permission)
        )
        steps = super().offered(request, obj)
        return [step for step in steps if (is_own if step.name == "withdraw" else decides)]

    @admin.display(description=gettext_lazy("Old and new values"))
    def values(self, change: PendingChange) -> SafeString:
        rows = ((v.label, v.old or "–", v.new or "–") for v in changes_in_words(change))
        return format_html_join("", "<p><strong>{}</strong>: {} → {}</p>", rows)

    @admin.display(description=gettext_lazy("Standing"))
    def standing(self, obj: PendingChange) -> str:
        if obj.ended_at is not None:
            how, day = obj.get_ending_display(), format_day(obj.ended_at)
            return _("%(how)s on %(day)s") % {"how": how, "day": day}
        if obj.approved_at is not None:
            return _("effective since %(day)s") % {"day": format_day(obj.approved_at)}
        return _("waiting since %(day)s") % {"day": format_day(obj.prepared_at)}

    def about(self, obj: PendingChange) -> dict[str, Any]:
        """Who signs sees each old and new value."""
        facts = [(v.label, f"{v.old or '–'} → {v.new or '–'}") for v in changes_in_words(obj)]
        who = (_("Proposed by"), f"{obj.prepared_by}, {format_day(obj.prepared_at)}")
        return {"facts": [*facts, (_("Reason"), obj.reason), who]}
