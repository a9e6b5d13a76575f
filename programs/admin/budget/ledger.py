"""The money ledger, and the base rates that interest is computed with."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from accounts.roles import APPROVE_BUDGET
from accounts.two_people import TwoPeopleAdmin
from core.admin.base import ReadOnlyAdmin
from core.formats import format_eur
from programs.models import BaseRate, ClosingDay, DeliveryRule, LedgerEntry


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """The money ledger: nobody writes here by hand."""

    list_display = (
        "booked_on",
        "kind",
        "amount",
        "line",
        "municipality",
        "document",
        "recorded_by",
        "approved_by",
    )
    list_filter = ("kind", "line__fiscal_year", "line__program")
    allowed_lookups = ("line__id__exact",)
    list_select_related = ("line__program", "municipality", "recorded_by", "approved_by")
    search_fields = ("document", "grant__file_reference", "municipality__search_name")
    search_help_text = gettext_lazy("Document, file reference or place.")
    date_hierarchy = "booked_on"
    ordering = ("-booked_on", "-pk")

    @admin.display(description=gettext_lazy("Amount"), ordering="amount_eur")
    def amount(self, entry: LedgerEntry) -> str:
        return format_eur(entry.amount_eur)


@admin.register(BaseRate)
class BaseRateAdmin(TwoPeopleAdmin):
    """The base rate of each half year; two people enter it, as interest follows from it."""

    permission = APPROVE_BUDGET
    list_display = ("valid_from", "percent", "is_confirmed", "source")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ClosingDay)
class ClosingDayAdmin(TwoPeopleAdmin):
    """Until when the payments of a year that is over may still be recorded on it."""

    permission = APPROVE_BUDGET
    list_display = ("year", "closes_on", "source")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(DeliveryRule)
class DeliveryRuleAdmin(TwoPeopleAdmin):
    """A change of the law is a new row from its day on; what was sent before keeps its own."""

    permission = APPROVE_BUDGET
    list_display = ("kind", "valid_from", "days", "is_confirmed", "source")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
