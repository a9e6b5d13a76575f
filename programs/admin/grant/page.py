"""The cases: list, form, steps, print view."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from pghistory.models import EventsQuerySet

from accounts.choices import Role
from accounts.queries import holders_of
from accounts.roles import PREPARE
from core.formats import format_day
from core.history import history_with_parts
from programs.actions.application import processing_days
from programs.actions.decision.approval import propose_grant
from programs.admin.grant.case import case_of
from programs.admin.grant.fieldsets import fieldsets, fixed_fields
from programs.admin.grant.forms import GrantForm
from programs.admin.grant.inlines import MoneyInline, inlines_of, is_open
from programs.admin.grant.list import GrantList
from programs.admin.grant.pages import life_cycle_page, print_page, totals_page
from programs.admin.grant.points import demanded_by, points_of
from programs.admin.grant.saving import add_lead, check_lines_carry
from programs.admin.grant.totals import Totals, totals_of
from programs.admin.grant.upload import upload_page
from programs.admin.letter.drafts import draft_page
from programs.choices import GrantKind, GrantState
from programs.models import Grant, Program
from programs.queries.case_rows import read_case, read_directives
from programs.queries.double_funding import overlaps_of
from programs.queries.proof import overpaid_eur
from programs.rules.transitions import is_allowed

PROPOSE = "_propose"


@admin.register(Grant)
class GrantAdmin(GrantList):
    """Officers enter and follow cases here; every change of state is a step with its action."""

    form = GrantForm
    autocomplete_fields = ("lead", "reused_by", "services")
    change_form_template = "admin/programs/grant/change_form.html"
    change_list_template = "admin/programs/grant/change_list.html"

    class Media:
        js = ("admin/js/jquery.init.js", "js/admin-totals.js")

    # Rights

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.state == GrantState.RECORDED:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only what was never proposed may be thrown away."""
        return (
            obj is not None
            and obj.state == GrantState.DRAFT
            and not obj.decisions.exists()
            and request.user.has_perm(PREPARE)
        )

    # Form

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Grant | None:
        """The case with its rows to look at; locked alone while it is being saved."""
        grant: Grant | None = super().get_object(request, object_id, from_field)
        if grant is not None and request.method == "POST":
            locked = Grant.objects.select_for_update(of=("self",))
            return locked.select_related("program", "directive").get(pk=grant.pk)
        if grant is not None:
            read_case(grant)
            if is_open(grant) or grant.directive_id is None:
                read_directives(grant.program)
        return grant

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return inlines_of(obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return fieldsets(case_of(request, obj), obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return sorted(fixed_fields(obj))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.case = case_of(request, obj)
        return form

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> Any:
        inlines = super().get_inline_instances(request, obj)
        case = case_of(request, obj)
        for inline in inlines:
            if isinstance(inline, MoneyInline):
                inline.case = case
        return inlines

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        if db_field.name == "officer":
            kwargs["queryset"] = holders_of(Role.OFFICER)
        if db_field.name == "program":
            kwargs["queryset"] = Program.objects.exclude(grant_kind=GrantKind.IN_KIND)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        day = format_day(timezone.localdate())
        return {
            "officer": request.user.pk,
            "received_on": day,
            **super().get_changeform_initial_data(request),
        }

    def save_model(self, request: HttpRequest, obj: Grant, form: Any, change: bool) -> None:
        if not change:
            obj.created_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        grant: Grant = form.instance
        note = add_lead(form.case, grant, formsets) if is_open(grant) else ""
        super().save_related(request, form, formsets, change)
        if PROPOSE in request.POST:
            check_lines_carry(grant)
            propose_grant(grant, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        if note:
            self.message_user(request, note, messages.INFO)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        grant = context.get("original")
        user: Any = request.user
        case = context["adminform"].form.case
        overlaps = overlaps_of(grant) if grant is not None else []
        context |= {
            "case": case,
            "totals": totals_of(grant, case) if grant is not None else Totals(),
            "overpaid_eur": overpaid_eur(grant) if grant is not None else None,
            "is_live": is_open(grant) and user.has_perm(PREPARE),
            "overlaps": overlaps,
            "open_points": points_of(grant, overlaps),
            "demanded": demanded_by(case.directive) if grant is None else [],
            "processing_days": grant and processing_days(grant, today=timezone.localdate()),
            "totals_url": reverse("admin:programs_grant_totals"),
            "show_propose": user.has_perm(PREPARE)
            and (grant is None or is_allowed("propose", grant.state)),
            "show_save_and_add_another": False,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def answer(self, request: HttpRequest, form: Any) -> HttpResponse | None:
        if PROPOSE not in request.POST:
            return None
        text = _("%(grant)s is saved and awaits the approval of a second person.")
        self.message_user(request, text % {"grant": form.instance}, messages.SUCCESS)
        return redirect("admin:programs_grant_change", form.instance.pk)

    # Pages beside the form

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "einlesen/", self.admin_site.admin_view(self.upload), name="programs_grant_upload"
            ),
            path("summen/", self.admin_site.admin_view(self.totals), name="programs_grant_totals"),
            path(
                "<int:object_id>/druck/",
                self.admin_site.admin_view(self.printed),
                name="programs_grant_print",
            ),
            path(
                "<int:object_id>/ablauf/",
                self.admin_site.admin_view(self.life_cycle),
                name="programs_grant_life_cycle",
            ),
            path(
                "<int:object_id>/entwurf/<slug:what>/<slug:fmt>/",
                self.admin_site.admin_view(self.draft),
                name="programs_grant_draft",
            ),
        ]
        return own + super().get_urls()

    def upload(self, request: HttpRequest) -> HttpResponse:
        return upload_page(self, request)

    def totals(self, request: HttpRequest) -> HttpResponse:
        return totals_page(self, request)

    def printed(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return print_page(self, request, object_id)

    def life_cycle(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return life_cycle_page(self, request, object_id)

    def draft(self, request: HttpRequest, object_id: int, what: str, fmt: str) -> HttpResponse:
        return draft_page(self, request, object_id, what, fmt)

    def history_events(self, obj: Model) -> EventsQuerySet:
        return history_with_parts(obj)
