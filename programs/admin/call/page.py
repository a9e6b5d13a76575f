"""Calls, their applications, what the jury said and what was decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pghistory.models import EventsQuerySet

from core.admin.base import DeskAdmin, DeskInline, ReadOnlyInline
from core.admin.step_pages import StepAdmin
from core.formats import format_count, format_day, format_mean
from core.history import history_with_parts
from programs.admin.call.ranking import ranking_page
from programs.admin.call.steps import CALL_STEPS, pending_of
from programs.admin.hand_in import HandInInline
from programs.models import Call, CallApplication, CallCriterion, CallDecision, CallScore
from programs.queries.call import ranking_of


def is_decided(call: Call | None) -> bool:
    """Whether the first selection was made: from then on criteria and scores stay."""
    return call is not None and call.applications.filter(selected_on__isnull=False).exists()


class CriterionInline(DeskInline):
    model = CallCriterion

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not is_decided(obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not is_decided(obj)


def with_proposals(applications: QuerySet[CallApplication]) -> QuerySet[CallApplication]:
    """The applications, each with whether anything was proposed about it."""
    decisions = CallDecision.objects.filter(application=OuterRef("pk"))
    return applications.annotate(is_proposed=Exists(decisions))


class ApplicationForm(forms.ModelForm[CallApplication]):
    """Who applied, with whom and when: signed with the selection, so it stays once one waits."""

    signed = ("lead", "applicant_name", "partners", "received_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not getattr(self.instance, "is_proposed", False):
            return
        for name in self.signed:
            is_unnamed = name == "lead" and self.instance.lead_id is None
            if name in self.fields and not is_unnamed:
                self.fields[name].disabled = True


class ApplicationInline(DeskInline):
    model = CallApplication
    form = ApplicationForm
    fields = ("lead", "applicant_name", "received_on", "selected_on", "withdrawn_on")
    readonly_fields = ("selected_on", "withdrawn_on")
    autocomplete_fields = ("lead",)
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[CallApplication]:
        return with_proposals(super().get_queryset(request))


@admin.register(Call)
class CallAdmin(DeskAdmin):
    list_display = ("name", "program", "deadline_on", "places", "applications", "selected")
    list_filter = ("program",)
    list_select_related = ("program",)
    search_fields = ("name",)
    inlines = (CriterionInline, ApplicationInline)
    change_form_template = "admin/programs/call/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Call]:
        return Call.objects.annotate(
            application_count=Count("applications"),
            selected_count=Count(
                "applications",
                filter=Q(
                    applications__selected_on__isnull=False,
                    applications__withdrawn_on__isnull=True,
                ),
            ),
        )

    @admin.display(description=gettext_lazy("Applications"), ordering="application_count")
    def applications(self, call: Any) -> str:
        return format_count(call.application_count)

    @admin.display(description=gettext_lazy("Selected"), ordering="selected_count")
    def selected(self, call: Any) -> str:
        return format_count(call.selected_count)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Whose money it is stays once a selection was made."""
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "program"] if is_decided(obj) else fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:object_id>/rangfolge/", view(self.ranking), name="programs_call_ranking"),
            path(
                "<int:object_id>/rangfolge/druck/",
                view(self.printed),
                name="programs_call_print",
            ),
        ]
        return own + super().get_urls()

    def ranking(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return ranking_page(self, request, object_id, on_paper=False)

    def printed(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return ranking_page(self, request, object_id, on_paper=True)


class ScoreInline(DeskInline):
    """One row per juror and criterion; kept as they are from the first selection on."""

    model = CallScore
    extra = 1

    def _is_open(self, application: Any) -> bool:
        return application is None or not application.is_call_decided

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and self._is_open(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only the criteria of the application's own call."""
        if db_field.name == "criterion" and request.resolver_match is not None:
            application = request.resolver_match.kwargs.get("object_id")
            if application:
                kwargs["queryset"] = CallCriterion.objects.filter(call__applications=application)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class CallDecisionInline(ReadOnlyInline):
    model = CallDecision
    fk_name = "application"
    fields = ("kind", "effective_on", "reason", "successor", "prepared_by", "approved_by")
    readonly_fields = fields


@admin.register(CallApplication)
class CallApplicationAdmin(StepAdmin):
    """One application; a selection that was given up keeps its row and names its successor."""

    form = ApplicationForm
    list_display = ("applicant", "call", "received_on", "selected_on", "withdrawn_on", "grant")
    list_filter = ("call",)
    search_fields = ("lead__search_name", "applicant_name")
    autocomplete_fields = ("lead", "partners")
    readonly_fields = ("selected_on", "withdrawn_on", "successor", "grant")
    inlines = (ScoreInline, CallDecisionInline)
    steps = CALL_STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[CallApplication]:
        selected = CallApplication.objects.filter(call=OuterRef("call"), selected_on__isnull=False)
        rows = CallApplication.objects.select_related(
            "call__program", "lead", "successor__lead", "grant"
        )
        return with_proposals(rows).annotate(is_call_decided=Exists(selected))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Points are given for the criteria of one call: an application stays in it."""
        fields = list(super().get_readonly_fields(request, obj))
        return fields if obj is None else [*fields, "call"]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        if obj is None:
            return ()
        handed_in = (HandInInline,) if obj.hand_ins.exists() else ()
        return (*handed_in, ScoreInline, CallDecisionInline)

    def about(self, obj: CallApplication) -> dict[str, Any]:
        decision = pending_of(obj)
        order = ranking_of(obj.call)
        row = order.row_of(obj)
        facts: list[tuple[str, object]] = [
            (_("Call"), obj.call),
            (_("Partners"), ", ".join(map(str, row.partners)) or "–"),
            (_("Points"), format_mean(row.place.points)),
            (_("Rank"), format_count(row.place.rank)),
            (
                _("Places left"),
                _("%(free)s of %(places)s")
                % {"free": format_count(order.free), "places": format_count(obj.call.places)},
            ),
        ]
        if decision is not None:
            facts += [
                (_("Proposed"), decision.get_kind_display()),
                (_("With effect from"), format_day(decision.effective_on)),
                (_("Reason"), decision.reason),
                (_("Prepared by"), decision.prepared_by),
            ]
            if decision.successor is not None:
                facts.append((_("Successor"), decision.successor))
        return {"facts": facts}

    def standing(self, obj: CallApplication) -> str:
        if pending_of(obj) is not None:
            return _("awaits the approval of a second person")
        if obj.withdrawn_on:
            return _("given up on %(day)s") % {"day": format_day(obj.withdrawn_on)}
        if obj.selected_on:
            return _("selected on %(day)s") % {"day": format_day(obj.selected_on)}
        return _("not selected")

    def history_events(self, obj: Model) -> EventsQuerySet:
        return history_with_parts(obj)

    @admin.display(description=gettext_lazy("Applicant"), ordering="lead__sort_name")
    def applicant(self, application: CallApplication) -> str:
        return str(application)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
