"""Directives: edited until the first case is decided under them, then copied to a new version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import ADD_DIRECTIVE, APPROVE_BUDGET
from accounts.two_people import TwoPeopleAdmin
from core.admin.base import ReadOnlyInline
from core.admin.step_pages import StepAdmin
from core.admin.steps import Step, StepForm, TakenAt, calls, day_field
from core.formats import format_eur
from programs.actions.directive import propose_version
from programs.models import Directive, RateRule
from programs.models.directive import AFTER_DECISIONS
from programs.queries.directive import is_in_use, waiting_versions
from programs.todo.case_filters import NOTICE_DAYS
from programs.todo.filters import ending_directives


class NewVersion(StepForm):
    valid_from = day_field(gettext_lazy("valid from"))
    version = forms.CharField(label=gettext_lazy("version"), max_length=100)
    reason = forms.CharField(
        label=gettext_lazy("Reason of the change"),
        help_text=gettext_lazy("For the second person who approves it."),
        max_length=200,
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        valid_from: date
        version: str
        reason: str


DIRECTIVE_STEPS = (
    Step(
        name="new_version",
        label=gettext_lazy("New version from …"),
        permission=ADD_DIRECTIVE,
        is_open=lambda directive: (
            not Directive.objects.filter(
                program=directive.program_id, valid_from__gt=directive.valid_from
            ).exists()
            and not waiting_versions(directive).exists()
        ),
        run=calls(NewVersion.Values)(propose_version),
        form=NewVersion,
    ),
)


class RateRuleInline(ReadOnlyInline):
    model = RateRule
    fields = ("municipality", "min_partners", "max_rate", "source")
    show_change_link = True


@admin.register(RateRule)
class RateRuleAdmin(TwoPeopleAdmin):
    """The highest funding rate for one body or for joint projects, under a directive."""

    permission = APPROVE_BUDGET
    list_display = ("directive", "municipality", "min_partners", "max_rate")
    list_display_links = ("directive", "municipality")
    list_filter = ("directive__program",)
    list_select_related = ("directive__program", "municipality")
    search_fields = ("municipality__search_name", "municipality__ags")
    autocomplete_fields = ("municipality",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        free = obj is None or _is_free(obj.directive)
        return free and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _is_free(directive: Directive | None) -> bool:
    return directive is None or not is_in_use(directive)


class EndingFilter(admin.SimpleListFilter):
    """Directives that end soon and that no version follows."""

    title = gettext_lazy("ending")
    parameter_name = "ending"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("soon", _("within 60 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Directive]) -> QuerySet[Directive]:
        if self.value() != "soon":
            return queryset
        today = timezone.localdate()
        ending = ending_directives(today, today + timedelta(days=NOTICE_DAYS))
        return queryset.filter(pk__in=ending.values("pk"))


@admin.register(Directive)
class DirectiveAdmin(TwoPeopleAdmin, StepAdmin):
    """The rules of a program as data; a case keeps the version it was decided under."""

    permission = APPROVE_BUDGET
    names_of_columns = ("general_knowledge",)
    steps = DIRECTIVE_STEPS

    list_display = ("program", "version", "valid_from", "valid_to", "rate", "min_partners")
    list_display_links = ("program", "version")
    list_filter = (EndingFilter, "program")
    list_select_related = ("program",)
    inlines = (RateRuleInline,)
    fieldsets = (
        (None, {"fields": ("program", "version", ("valid_from", "valid_to"), "source", "note")}),
        (
            gettext_lazy("Amount"),
            {
                "fields": (
                    "financing_types",
                    ("per_partner_eur", "cap_eur", "min_grant_eur"),
                    ("max_rate", "retained_rate", "small_difference_eur"),
                    ("min_eligible_eur", "max_months"),
                )
            },
        ),
        (
            gettext_lazy("Cooperation"),
            {
                "fields": (
                    ("min_partners", "exceptional_partners"),
                    ("cooperation_years", "min_saving_rate"),
                )
            },
        ),
        (
            gettext_lazy("Deadlines"),
            {
                "fields": (
                    ("finality_months", "uninstructed_finality_months"),
                    ("use_months", "interim_months", "proof_months"),
                    ("sample_rate",),
                    ("reminder_days", "revocation_months", "retention_years"),
                    ("interest_points", "interest_year_days", "limitation_years"),
                    "requires_no_prior_start",
                )
            },
        ),
        (
            gettext_lazy("Contents of the decision"),
            {
                "fields": (
                    "required_entries",
                    "required_contents",
                    "legal_basis",
                    "conditions_version",
                    "appeal_notice",
                    "publication_note",
                )
            },
        ),
        (gettext_lazy("To be confirmed by the ministry"), {"fields": ("general_knowledge",)}),
    )

    @admin.display(description=gettext_lazy("Per partner"), ordering="per_partner_eur")
    def rate(self, directive: Directive) -> str:
        rate = directive.per_partner_eur
        return "–" if rate is None else format_eur(rate)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def standing(self, obj: Any) -> str:
        if waiting_versions(obj).exists():
            return _("The change is proposed. It takes effect when a second person approves it.")
        latest = Directive.objects.filter(program=obj.program_id).first()
        return _("The latest version is now: %(version)s.") % {"version": latest}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What decisions rest on stands still; its end and a note may be added."""
        fields = list(super().get_readonly_fields(request, obj))
        if _is_free(obj):
            return fields
        names = [field.name for field in Directive._meta.get_fields() if field.concrete]
        return [*fields, *(name for name in names if name not in (*AFTER_DECISIONS, "id"))]
