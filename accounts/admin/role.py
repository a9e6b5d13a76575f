"""Roles: asked for by one person, effective once a second one approves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import approve_role, request_role, withdraw_role
from accounts.choices import Role
from accounts.models import RoleAssignment
from accounts.roles import APPROVE_ROLES, ASSIGN_ROLES
from core.admin.step_pages import StepAdmin
from core.admin.steps import Reason, Step, TakenAt, calls
from core.formats import format_day


class RoleRequest(forms.ModelForm[RoleAssignment]):
    """Ask for a role; a second person makes it effective."""

    class Meta:
        model = RoleAssignment
        fields = ("user", "role", "area_ags", "reason")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        held = RoleAssignment.objects.filter(
            user=cleaned.get("user"), role=cleaned.get("role"), withdrawn_at__isnull=True
        )
        if held.exists():
            self.add_error("role", _("The person holds this role, or it is asked for already."))
        return cleaned


class RoleStandingFilter(admin.SimpleListFilter):
    """Asked for, effective, withdrawn."""

    title = gettext_lazy("standing")
    parameter_name = "standing"
    conditions = {
        "asked": Q(approved_at__isnull=True, withdrawn_at__isnull=True),
        "active": Q(approved_at__isnull=False, withdrawn_at__isnull=True),
        "withdrawn": Q(withdrawn_at__isnull=False),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("asked", gettext_lazy("asked for")),
            ("active", gettext_lazy("effective")),
            ("withdrawn", gettext_lazy("withdrawn")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = self.conditions.get(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(StepAdmin):
    """Roles are asked for here by one administrator and approved by another."""

    form = RoleRequest
    list_display = ("user", "role", "area_ags", "standing", "prepared_by", "approved_by", "reason")
    list_display_links = ("user", "role")
    list_filter = (RoleStandingFilter, "role")
    list_select_related = ("user", "prepared_by", "approved_by")
    search_fields = ("user__username", "user__last_name", "user__email")
    autocomplete_fields = ("user",)
    fields = ("user", "role", "area_ags", "reason")
    steps = (
        Step(
            "approve",
            gettext_lazy("Approve the role"),
            APPROVE_ROLES,
            is_open=lambda role: role.approved_at is None and role.withdrawn_at is None,
            run=calls(TakenAt)(approve_role),
            bulk=gettext_lazy("Approve chosen roles"),
        ),
        Step(
            "withdraw",
            gettext_lazy("Withdraw the role"),
            ASSIGN_ROLES,
            is_open=lambda role: role.withdrawn_at is None,
            run=calls(TakenAt)(withdraw_role),
            form=Reason,
        ),
    )

    @admin.display(description=gettext_lazy("Standing"))
    def standing(self, obj: RoleAssignment) -> str:
        if obj.withdrawn_at is not None:
            return _("withdrawn on %(day)s") % {"day": format_day(obj.withdrawn_at)}
        if obj.approved_at is not None:
            return _("effective since %(day)s") % {"day": format_day(obj.approved_at)}
        return _("asked for on %(day)s") % {"day": format_day(obj.prepared_at)}

    def about(self, obj: RoleAssignment) -> dict[str, Any]:
        """Who the role is for, with the address the account answers to."""
        facts = [
            (_("User name"), obj.user.username),
            (_("Mail address"), obj.user.email or "–"),
            (_("Role"), obj.get_role_display()),
            (_("Area"), obj.area_ags or "–"),
            (_("Reason"), obj.reason),
        ]
        return {"facts": facts}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An assignment is never rewritten, only approved or withdrawn."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        asked = request_role(
            obj.user,
            Role(obj.role),
            reason=obj.reason,
            area_ags=obj.area_ags,
            by=request.user,  # type: ignore[arg-type]  # the site lets in signed-in people only
            at=timezone.now(),
        )
        obj.pk = asked.pk
