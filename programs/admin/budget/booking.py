"""Budget bookings: recorded on the budget line, confirmed here by a second person."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.base import ReadOnlyInline
from core.admin.step_pages import ActedOnAdmin
from core.formats import format_eur
from programs.admin.budget.booking_steps import STEPS
from programs.admin.budget.signed import facts_of
from programs.models import BookingCase, BudgetBooking


class BookingStandingFilter(admin.SimpleListFilter):
    """What a second person has to confirm, and what was sent back."""

    title = gettext_lazy("to be settled")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", gettext_lazy("to be confirmed or cancelled")),
            ("returned", gettext_lazy("sent back")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[BudgetBooking]
    ) -> QuerySet[BudgetBooking]:
        if self.value() == "waiting":
            return queryset.filter(pk__in=BudgetBooking.objects.waiting().values("pk"))
        if self.value() == "returned":
            return queryset.filter(pk__in=BudgetBooking.objects.returned().values("pk"))
        return queryset


class BookedCaseInline(ReadOnlyInline):
    model = BookingCase
    fields = ("grant", "amount_eur", "drawn_eur")
    readonly_fields = fields


@admin.register(BudgetBooking)
class BudgetBookingAdmin(ActedOnAdmin):
    """Recorded by one person, booked when another confirms; nothing is typed over."""

    list_display = ("booked_on", "kind", "amount", "line", "target", "document", "stands")
    list_display_links = ("booked_on", "kind")
    list_filter = (BookingStandingFilter, "kind", "line__program", "line__fiscal_year")
    list_select_related = ("line__program", "target__program")
    search_fields = ("document", "reason")
    steps = STEPS
    inlines = (BookedCaseInline,)
    fields = (
        ("kind", "amount"),
        ("line", "target"),
        ("booked_on", "document"),
        "reason",
        ("prepared_by", "prepared_at"),
        ("return_reason", "returned_by"),
        ("confirmed_by", "confirmed_at"),
        "withdrawn_at",
        "cancel_reason",
        ("cancel_prepared_by", "cancelled_by", "cancelled_at"),
    )
    readonly_fields = ("amount",)

    def standing(self, obj: BudgetBooking) -> str:
        return f"{obj}: {self.stands(obj)}"

    def about(self, obj: BudgetBooking) -> dict[str, Any]:
        return {"facts": facts_of(obj)}

    @admin.display(description=gettext_lazy("Amount"), ordering="amount_eur")
    def amount(self, obj: BudgetBooking) -> str:
        return format_eur(obj.amount_eur)

    @admin.display(description=gettext_lazy("Stands at"))
    def stands(self, obj: BudgetBooking) -> str:
        if obj.cancelled_at is not None:
            return _("cancelled")
        if obj.withdrawn_at is not None:
            return _("withdrawn")
        if obj.confirmed_at is None:
            return _("sent back") if obj.return_reason else _("waits for confirmation")
        return _("cancelling asked for") if obj.cancel_prepared_by_id else _("booked")
