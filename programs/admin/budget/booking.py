"""Budget bookings: recorded on the budget line, confirmed here by a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import APPROVE_BUDGET, MANAGE_BUDGET
from core.admin.base import ReadOnlyInline
from core.admin.step_pages import ActedOnAdmin
from core.admin.steps import Reason, Reasoned, Step, StepForm, Taken, TakenAt, calls, day_field
from core.formats import format_day, format_eur
from core.forms.fields import EuroField
from core.forms.reasons import LONGEST_REASON
from programs.actions.budget import changes as budget_changes
from programs.actions.budget import lines as budget
from programs.models import BookingCase, BudgetBooking


class ChangedBooking(StepForm):
    """The booking as it was recorded, to be corrected."""

    amount_eur = EuroField(label=gettext_lazy("Amount (EUR)"))
    on = day_field(gettext_lazy("Booked on"))
    document = forms.CharField(label=gettext_lazy("Document"), max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST_REASON, required=False
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        amount_eur: Decimal
        on: date
        document: str
        reason: str

    def prepare(self, obj: BudgetBooking) -> None:
        self.fields["amount_eur"].initial = obj.amount_eur
        self.fields["on"].initial = obj.booked_on
        self.fields["document"].initial = obj.document
        self.fields["reason"].initial = obj.reason


def is_waiting(row: BudgetBooking) -> bool:
    """Whether the booking is neither confirmed nor withdrawn."""
    return row.confirmed_at is None and row.withdrawn_at is None


def _is_asked(row: BudgetBooking) -> bool:
    return row.cancelled_at is None and row.cancel_prepared_by_id is not None


STEPS = (
    Step(
        "confirm",
        gettext_lazy("Confirm and book"),
        APPROVE_BUDGET,
        is_open=lambda row: is_waiting(row) and not row.return_reason,
        run=calls(TakenAt)(budget.confirm_budget),
        bulk=gettext_lazy("Confirm and book chosen budget bookings"),
    ),
    Step(
        "return",
        gettext_lazy("Send back"),
        APPROVE_BUDGET,
        is_open=lambda row: is_waiting(row) and not row.return_reason,
        run=calls(Reasoned)(budget_changes.return_budget),
        form=Reason,
    ),
    Step(
        "change",
        gettext_lazy("Correct and submit again"),
        MANAGE_BUDGET,
        is_open=lambda row: is_waiting(row) and not row.cases.exists(),
        run=calls(ChangedBooking.Values)(budget_changes.change_budget),
        form=ChangedBooking,
    ),
    Step(
        "withdraw",
        gettext_lazy("Withdraw"),
        MANAGE_BUDGET,
        is_open=is_waiting,
        run=calls(TakenAt)(budget_changes.withdraw_budget),
    ),
    Step(
        "ask-to-cancel",
        gettext_lazy("Ask to cancel the booking"),
        MANAGE_BUDGET,
        is_open=lambda row: (
            row.confirmed_at is not None
            and row.cancelled_at is None
            and row.cancel_prepared_by_id is None
        ),
        run=calls(Reasoned)(budget_changes.ask_to_cancel_budget),
        form=Reason,
    ),
    Step(
        "cancel",
        gettext_lazy("Cancel the booking"),
        APPROVE_BUDGET,
        is_open=_is_asked,
        run=calls(TakenAt)(budget_changes.cancel_budget),
    ),
    Step(
        "keep",
        gettext_lazy("Keep the booking"),
        MANAGE_BUDGET,
        is_open=_is_asked,
        run=calls(Taken)(budget_changes.keep_budget),
    ),
)


def _amounts_of(case: BookingCase) -> str:
    """What goes along for a case, and how much of it is drawn."""
    if not case.drawn_eur:
        return format_eur(case.amount_eur)
    values = {"rest": format_eur(case.amount_eur), "drawn": format_eur(case.drawn_eur)}
    return _("%(rest)s, of it %(drawn)s drawn") % values


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
        """What is signed: lines with what is free now and then, the document, and each case."""
        balance = obj.line.balance
        facts: list[tuple[str, object]] = [
            (_("Budget line"), obj.line),
            (_("Free"), format_eur(balance.free_eur)),
            (_("Blocked"), format_eur(balance.blocked_eur)),
            (_("Amount"), format_eur(obj.amount_eur)),
            (_("Booked on"), format_day(obj.booked_on)),
            (_("Document"), obj.document),
            (_("Reason"), obj.reason or "–"),
            (_("Recorded by"), obj.prepared_by),
        ]
        if obj.target is not None:
            facts.insert(2, (_("To the budget line"), obj.target))
        facts += [
            (str(row.grant), _amounts_of(row))
            for row in obj.cases.select_related("grant").order_by("grant__file_reference")
        ]
        return {"facts": facts}

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
