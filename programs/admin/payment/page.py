"""Drawdowns and payments: written by their steps alone."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.base import ReadOnlyInline
from core.admin.step_pages import ActedOnAdmin
from core.formats import format_day, format_eur
from programs.actions.payment.limits import unpaid_eur
from programs.admin.payment.row_steps import DRAWDOWN_STEPS, PAYMENT_STEPS
from programs.models import Drawdown, Grant, Payment
from programs.queries.payment import payment_standing, unconfirmed, unused, use_standing
from programs.queries.proof import booked
from programs.terms.proposals import plain_proposal
from programs.todo.filters import is_mine, unpaid_drawdowns


class PaymentInline(ReadOnlyInline):
    model = Payment
    fields = ("amount_eur", "paid_on", "use_until", "prepared_by", "ordered_by", "cancelled_at")
    readonly_fields = fields
    show_change_link = True


class UnpaidFilter(admin.SimpleListFilter):
    """Drawdowns for which a payment is to be found correct."""

    title = gettext_lazy("to be settled")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("pay", gettext_lazy("to be paid"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "pay":
            return queryset
        mine = unpaid_drawdowns().filter(is_mine(request.user, "grant__"))
        return queryset.filter(pk__in=mine.values("pk"))


@admin.register(Drawdown)
class DrawdownAdmin(ActedOnAdmin):
    list_display = ("requested_on", "grant", "line", "amount", "recorded_by")
    list_display_links = ("requested_on", "grant")
    list_filter = (UnpaidFilter, "line__program", "line__fiscal_year")
    list_select_related = ("grant", "line__program", "recorded_by")
    search_fields = ("grant__file_reference", "grant__title")
    ordering = ("-requested_on", "-pk")
    inlines = (PaymentInline,)
    steps = DRAWDOWN_STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Drawdown]:
        return Drawdown.objects.filter(grant__in=Grant.objects.visible_to(request.user))

    def about(self, obj: Drawdown) -> dict[str, Any]:
        return {
            "facts": [
                (_("Case"), obj.grant),
                (_("Drawdown"), format_eur(obj.amount_eur)),
                (_("Not paid yet"), format_eur(unpaid_eur(obj))),
            ]
        }

    @admin.display(description=gettext_lazy("Amount"), ordering="amount_eur")
    def amount(self, drawdown: Drawdown) -> str:
        return format_eur(drawdown.amount_eur)


class OrderedFilter(admin.SimpleListFilter):
    """Ordered by a second person, or waiting for it."""

    title = gettext_lazy("ordered")
    parameter_name = "ordered"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", gettext_lazy("to be ordered")), ("yes", gettext_lazy("ordered"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in {"no", "yes"}:
            return queryset
        found = queryset.filter(ordered_at__isnull=self.value() == "no")
        return found.filter(cancelled_at__isnull=True)


class LookFilter(admin.SimpleListFilter):
    """What a payment still waits for."""

    title = gettext_lazy("to be settled")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("cancel", gettext_lazy("to be cancelled")),
            ("hkr", gettext_lazy("not confirmed by HKR")),
            ("use", gettext_lazy("not used in time")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "cancel":
            return queryset.filter(cancel_prepared_by__isnull=False, cancelled_at__isnull=True)
        if self.value() == "hkr":
            return queryset.filter(pk__in=unconfirmed().values("pk"))
        if self.value() == "use":
            return queryset.filter(pk__in=unused(timezone.localdate()).values("pk"))
        return queryset


@admin.register(Payment)
class PaymentAdmin(ActedOnAdmin):
    """Found correct by one person, ordered by another."""

    list_display = ("paid_on", "grant", "amount", "where", "use", "prepared_by", "ordered_by")
    list_display_links = ("paid_on", "grant")
    list_filter = (
        OrderedFilter,
        LookFilter,
        "drawdown__line__program",
        "drawdown__line__fiscal_year",
    )
    list_select_related = ("drawdown__grant", "prepared_by", "ordered_by")
    readonly_fields = ("where", "use")
    search_fields = ("drawdown__grant__file_reference", "booking_reference")
    ordering = ("-prepared_at", "-pk")
    steps = PAYMENT_STEPS
    about_template = "admin/programs/_about.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payment]:
        return Payment.objects.filter(drawdown__grant__in=Grant.objects.visible_to(request.user))

    def about(self, obj: Payment) -> dict[str, Any]:
        facts = [
            (_("Case"), obj.drawdown.grant),
            (_("Amount"), format_eur(obj.amount_eur)),
            (_("Found correct by"), obj.prepared_by or "–"),
            (_("Use"), self.use(obj)),
        ]
        if obj.cancel_reason:
            facts += [
                (_("Cancelling asked for by"), obj.cancel_prepared_by or "–"),
                (_("Reason"), obj.cancel_reason),
            ]
        if obj.ordered_at is not None or obj.cancelled_at is not None:
            return {"facts": facts}
        drawdown = obj.drawdown
        sums = booked(drawdown.grant)
        told = [
            (_("Case"), drawdown.grant),
            (_("Recipient"), drawdown.grant.lead or "–"),
            (_("Approved"), format_eur(sums.approved_eur)),
            (_("Paid before"), format_eur(sums.paid_eur)),
            (_("Budget line"), drawdown.line),
            (
                _("Bound and unpaid"),
                _("%(now)s, afterwards %(then)s")
                % {
                    "now": format_eur(sums.approved_eur - sums.paid_eur),
                    "then": format_eur(sums.approved_eur - sums.paid_eur - obj.amount_eur),
                },
            ),
            (_("Drawdown"), format_eur(drawdown.amount_eur)),
            (_("Requested on"), format_day(drawdown.requested_on)),
            (_("needed for"), drawdown.needed_for or "–"),
            (_("Last instalment"), _("yes") if obj.is_final_instalment else _("no")),
        ]
        return {
            "proposal": plain_proposal(
                str(_("Payment")),
                obj.amount_eur,
                told,
                prepared_by=obj.prepared_by,
                prepared_at=obj.prepared_at,
            )
        }

    def standing(self, obj: Payment) -> str:
        return payment_standing(obj)

    @admin.display(description=gettext_lazy("Standing"))
    def where(self, payment: Payment) -> str:
        return payment_standing(payment)

    @admin.display(description=gettext_lazy("Use"), ordering="use_until")
    def use(self, payment: Payment) -> str:
        return use_standing(payment, timezone.localdate())

    @admin.display(description=gettext_lazy("Case"), ordering="drawdown__grant__file_reference")
    def grant(self, payment: Payment) -> str:
        return str(payment.drawdown.grant)

    @admin.display(description=gettext_lazy("Amount"), ordering="amount_eur")
    def amount(self, payment: Payment) -> str:
        return format_eur(payment.amount_eur)
