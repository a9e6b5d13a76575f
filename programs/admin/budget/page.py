"""Budget lines with what they have."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import APPROVE_BUDGET
from accounts.two_people import TwoPeopleAdmin
from core.admin.step_pages import StepAdmin
from core.formats import format_eur, format_share
from programs.admin.budget.steps import BUDGET_STEPS
from programs.models import BudgetLine
from programs.queries.budget.commitments import lines_to_take_over
from programs.todo.signatures import NEAR_CAP


class NearCapFilter(admin.SimpleListFilter):
    """Lines of which at least nine tenths are committed."""

    title = gettext_lazy("limit")
    parameter_name = "near_cap"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("committed: at least 90 %"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "yes":
            return queryset
        return queryset.filter(
            balance__available_eur__gt=0,
            balance__committed_eur__gte=F("balance__available_eur") * NEAR_CAP,
        )


class BoundFilter(admin.SimpleListFilter):
    """Lines of past years, and authorisations that are due, with something bound and unpaid."""

    title = gettext_lazy("bound and unpaid")
    parameter_name = "bound"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("past", gettext_lazy("past or due, to be taken over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "past":
            return queryset
        return queryset.filter(pk__in=lines_to_take_over(timezone.localdate()).values("pk"))


@admin.register(BudgetLine)
class BudgetLineAdmin(TwoPeopleAdmin, StepAdmin):
    """What a line has is the sum of its bookings; here it is only booked, never typed.

    Whether money of the year is promised is changed by two people; a new line has no money yet.
    """

    permission = APPROVE_BUDGET
    signed_fields = ("funding_status",)
    list_display = (
        "product",
        "program",
        "fiscal_year",
        "authorisation",
        "available",
        "committed",
        "free",
        "rate",
        "paid",
        "funding_status",
    )
    list_filter = ("program", "fiscal_year", NearCapFilter, BoundFilter, "funding_status")
    list_select_related = ("program", "balance")
    search_fields = ("foerderprodukt", "kapitel", "program__name")
    fieldsets = (
        (None, {"fields": ("program", ("fiscal_year", "due_year"))}),
        (None, {"fields": (("einzelplan", "kapitel"), ("foerderprodukt", "titel"))}),
        (None, {"fields": ("is_ceiling", "funding_status", "note")}),
        (
            gettext_lazy("Balance"),
            {"fields": (("available", "committed", "free", "paid"), "ledger")},
        ),
    )
    readonly_fields = ("available", "committed", "free", "paid", "ledger")
    steps = BUDGET_STEPS

    def standing(self, obj: BudgetLine) -> str:
        return _("%(line)s: %(free)s free") % {"line": obj, "free": self.free(obj)}

    def about(self, obj: BudgetLine) -> dict[str, Any]:
        balance = obj.balance
        return {
            "facts": [
                (_("Available"), self.available(obj)),
                (_("Blocked"), format_eur(balance.blocked_eur)),
                (_("Free"), self.free(obj)),
                (
                    _("Bound, not paid"),
                    format_eur(balance.committed_eur - balance.paid_eur),
                ),
            ]
        }

    def signed_columns(self, obj: Any, changed: Iterable[str]) -> list[str]:
        return super().signed_columns(obj, changed) if obj.pk else []

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A line with bookings stays in its program and its years."""
        if obj is not None and obj.entries.exists():
            return [*self.readonly_fields, "program", "fiscal_year", "due_year"]
        return list(self.readonly_fields)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("Product"), ordering="foerderprodukt")
    def product(self, line: BudgetLine) -> str:
        return f"{line.kapitel}/{line.foerderprodukt}"

    @admin.display(description=gettext_lazy("Authorisation for"), ordering="due_year")
    def authorisation(self, line: BudgetLine) -> str:
        return str(line.due_year or "–")

    @admin.display(
        description=gettext_lazy("Available"), ordering="balance__available_eur", empty_value="–"
    )
    def available(self, line: BudgetLine) -> str | None:
        return format_eur(line.balance.available_eur) if line.pk else None

    @admin.display(description=gettext_lazy("Committed"), ordering="balance__committed_eur")
    def committed(self, line: BudgetLine) -> str | None:
        return format_eur(line.balance.committed_eur) if line.pk else None

    @admin.display(
        description=gettext_lazy("Free"),
        ordering=F("balance__available_eur") - F("balance__committed_eur"),
    )
    def free(self, line: BudgetLine) -> str | None:
        if not line.pk:
            return None
        return format_eur(line.balance.free_eur)

    @admin.display(description=gettext_lazy("Paid"), ordering="balance__paid_eur")
    def paid(self, line: BudgetLine) -> str | None:
        return format_eur(line.balance.paid_eur) if line.pk else None

    @admin.display(description=gettext_lazy("Committed share"))
    def rate(self, line: BudgetLine) -> str:
        available: Decimal = line.balance.available_eur
        return format_share(line.balance.committed_eur / available if available else None)

    @admin.display(description=gettext_lazy("Ledger"))
    def ledger(self, line: BudgetLine) -> str:
        if not line.pk:
            return "–"
        url = reverse("admin:programs_ledgerentry_changelist")
        text = _("Bookings on this line")
        return format_html('<a href="{}?line__id__exact={}">{}</a>', url, line.pk, text)
