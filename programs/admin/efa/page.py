"""EfA operating costs and the keys they are shared out by."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.admin.base import DeskAdmin
from core.formats import format_count, format_day, format_eur
from programs.actions.efa.costs import prepare_cost, take_over_inhabitants
from programs.admin.bill import BillAdmin, WaitingFilter
from programs.admin.efa.forms import CostForm, KeyYear
from programs.admin.efa.steps import EFA_STEPS
from programs.models import AllocationKey, EfaCost
from programs.terms.proposals import plain_proposal
from services.choices import ProcessKind
from services.models import OnlineProcess

ADD_KEYS = "programs.add_allocationkey"


class EfaWaitingFilter(WaitingFilter):
    title = gettext_lazy("approved")
    groups: ClassVar = {
        "waiting": (gettext_lazy("to be approved or reversed"), "waiting"),
        "stands": (gettext_lazy("approved"), "in_force"),
    }


@admin.register(EfaCost)
class EfaCostAdmin(BillAdmin):
    form = CostForm
    list_display = ("cost", "category", "key_kind", "bearer", "amount", "shared_out", "stands")
    list_filter = (EfaWaitingFilter, "year", "category", "bearer")
    search_fields = ("process__name",)
    steps = EFA_STEPS
    add_fields = (
        "process",
        ("year", "category"),
        ("key_kind", "bearer"),
        ("amount_eur", "whole_eur"),
        "document",
    )
    fields = (
        "process",
        ("year", "line"),
        ("category", "key_kind", "bearer"),
        "amount_eur",
        "document",
        ("prepared_by", "approved_by", "approved_at"),
        "reversal_reason",
        ("reversal_prepared_by", "reversed_by", "reversed_at"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[EfaCost]:
        costs = EfaCost.objects.select_related("process", "line__program", "approved_by")
        return costs.annotate(share_count=Count("shares"))

    def propose(self, bill: EfaCost, *, by: User, at: datetime) -> EfaCost:
        return prepare_cost(bill, by=by, at=at)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "process":
            kwargs["queryset"] = OnlineProcess.objects.filter(kind=ProcessKind.EFA)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def about(self, obj: EfaCost) -> dict[str, Any]:
        facts: list[tuple[str, object]] = [
            (_("Amount"), format_eur(obj.amount_eur)),
            (_("Cost bearer"), obj.get_bearer_display()),
            (_("Prepared by"), obj.prepared_by or "–"),
        ]
        if obj.reversal_reason:
            facts.append((_("Reason for the reversal"), obj.reversal_reason))
        if obj.approved_at is not None:
            return {"facts": facts}
        told: list[tuple[object, object]] = [
            (_("EfA service, year"), f"{obj.process}, {obj.year}"),
            (_("cost category"), obj.get_category_display()),
            (_("allocation key"), obj.get_key_kind_display()),
            (_("Cost bearer"), obj.get_bearer_display()),
            (_("document"), obj.document or "–"),
        ]
        return {
            "proposal": plain_proposal(
                _("EfA operating cost"),
                obj.amount_eur,
                told,
                prepared_by=obj.prepared_by,
                prepared_at=obj.prepared_at,
                asked=(obj.line_id, obj.amount_eur) if obj.line_id else None,
            )
        }

    def standing(self, obj: EfaCost) -> str:
        if obj.reversed_at is not None:
            return _("reversed on %(day)s") % {"day": format_day(obj.reversed_at)}
        if obj.reversal_prepared_by_id is not None:
            return _("reversal to be approved")
        if obj.approved_at is None:
            return _("to be approved")
        return _("approved on %(day)s") % {"day": format_day(obj.approved_at)}

    @admin.display(description=gettext_lazy("EfA service, year"), ordering="process__name")
    def cost(self, cost: EfaCost) -> str:
        return f"{cost.process}, {cost.year}"

    @admin.display(description=gettext_lazy("Notional shares"))
    def shared_out(self, cost: Any) -> str:
        return format_count(cost.share_count)


@admin.register(AllocationKey)
class AllocationKeyAdmin(DeskAdmin):
    """The keys of a year with their sources; inhabitants are taken over from the master data."""

    list_display = ("year", "kind", "municipality", "process", "value", "source")
    list_filter = ("year", "kind")
    list_select_related = ("municipality", "process")
    search_fields = ("municipality__search_name", "source")
    autocomplete_fields = ("municipality", "process")
    change_list_template = "admin/programs/allocationkey/change_list.html"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "einwohner/",
            self.admin_site.admin_view(self.inhabitants),
            name="programs_allocationkey_inhabitants",
        )
        return [page, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may_add = request.user.has_perm(ADD_KEYS)
        return super().changelist_view(request, {"may_add_keys": may_add, **(extra_context or {})})

    def inhabitants(self, request: HttpRequest) -> HttpResponse:
        """Ask for the year and take its inhabitants over; what stands stays."""
        if not request.user.has_perm(ADD_KEYS):
            raise PermissionDenied
        form: Any = KeyYear(request.POST if request.method == "POST" else None)
        if form.is_valid():
            year = form.cleaned_data["year"]
            count = take_over_inhabitants(year, by=request.user)  # type: ignore[arg-type]  # signed in
            text = _("Keys of %(year)s recorded: %(count)s.")
            values = {"year": year, "count": format_count(count)}
            self.message_user(request, text % values, messages.SUCCESS)
            return redirect("admin:programs_allocationkey_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Take over the inhabitants of a year"),
            "opts": self.opts,
            "adminform": AdminForm(form, [(None, {"fields": ["year"]})], {}, (), None),
            "errors": form.errors,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/programs/allocationkey/inhabitants.html", context)
