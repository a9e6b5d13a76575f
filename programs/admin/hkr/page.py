"""The state's accounting: its bookings, the upload, ours beside theirs."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy

from accounts.roles import MANAGE_BUDGET
from core.admin.base import ReadOnlyAdmin
from core.formats import format_eur
from programs.admin.hkr.reconciliation import difference_page, reconciliation_page
from programs.admin.hkr.upload import upload_page
from programs.models import HkrPayment


@admin.register(HkrPayment)
class HkrPaymentAdmin(ReadOnlyAdmin):
    """What the state's accounting says, as it was imported."""

    list_display = ("value_date", "booking_reference", "line", "amount", "text")
    list_filter = ("line__program", "line__fiscal_year")
    list_select_related = ("line__program",)
    search_fields = ("booking_reference", "file_reference")
    date_hierarchy = "value_date"
    ordering = ("-value_date", "-booking_reference")
    change_list_template = "admin/programs/hkrpayment/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("einlesen/", view(self.upload), name="programs_hkrpayment_upload"),
            path("abgleich/", view(self.reconciliation), name="programs_hkrpayment_reconciliation"),
            path(
                "abgleich/<int:line_id>/<int:year>/<int:month>/",
                view(self.difference),
                name="programs_hkrpayment_difference",
            ),
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may_import = request.user.has_perm(MANAGE_BUDGET)
        return super().changelist_view(request, {"may_import": may_import, **(extra_context or {})})

    def upload(self, request: HttpRequest) -> HttpResponse:
        return upload_page(self, request)

    def reconciliation(self, request: HttpRequest) -> HttpResponse:
        return reconciliation_page(self, request)

    def difference(self, request: HttpRequest, line_id: int, year: int, month: int) -> HttpResponse:
        return difference_page(self, request, line_id, year, month)

    @admin.display(description=gettext_lazy("Amount"), ordering="amount_eur")
    def amount(self, payment: HkrPayment) -> str:
        return format_eur(payment.amount_eur)
