"""Central payments: what the state pays for all municipalities, signed by two people."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.formats import format_day, format_eur
from programs.actions.central import check_central_payment, propose_central_payment
from programs.admin.bill import BillAdmin, BillForm, WaitingFilter
from programs.admin.central.steps import CENTRAL_STEPS
from programs.admin.grant.forms import LineField
from programs.choices import GrantKind
from programs.models import BudgetLine, CentralPayment
from programs.models.budget import BudgetLineQuerySet
from programs.queries.efa import EFA_PROGRAM
from programs.terms.proposals import plain_proposal


def central_lines() -> BudgetLineQuerySet:
    """Lines with cash of programs that are paid centrally; EfA costs have a page of their own."""
    lines = BudgetLine.objects.cash().filter(program__grant_kind=GrantKind.IN_KIND)
    return lines.exclude(program__code=EFA_PROGRAM)


class CentralPaymentForm(BillForm):
    class Meta:
        model = CentralPayment
        fields = ("line", "amount_eur", "payee", "purpose", "document")

    def check(self, bill: CentralPayment, *, by: User, at: datetime) -> None:
        check_central_payment(bill, by=by, at=at)


class CentralWaitingFilter(WaitingFilter):
    title = gettext_lazy("to be settled")
    groups: ClassVar = {"waiting": (gettext_lazy("to be approved or cancelled"), "waiting")}


@admin.register(CentralPayment)
class CentralPaymentAdmin(BillAdmin):
    form = CentralPaymentForm
    list_display = ("paid_on", "payee", "purpose", "amount", "line", "stands")
    list_display_links = ("paid_on", "payee")
    list_filter = (CentralWaitingFilter, "line__program", "line__fiscal_year")
    list_select_related = ("line__program",)
    search_fields = ("payee", "purpose", "document", "booking_reference")
    ordering = ("-prepared_at", "-pk")  # what waits has no value date yet
    steps = CENTRAL_STEPS
    add_fields = ("line", "amount_eur", "payee", "purpose", "document")
    fields = (
        *add_fields,
        ("prepared_by", "prepared_at"),
        ("approved_by", "approved_at"),
        ("paid_on", "booking_reference"),
        "cancel_reason",
        ("cancel_prepared_by", "cancelled_by", "cancelled_at"),
    )

    def propose(self, bill: CentralPayment, *, by: User, at: datetime) -> CentralPayment:
        return propose_central_payment(bill, by=by, at=at)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "line":
            payable = central_lines().payable_on(timezone.localdate())
            kwargs |= {"queryset": central_lines(), "form_class": LineField, "offered": payable}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def about(self, obj: CentralPayment) -> dict[str, Any]:
        facts: list[tuple[str, object]] = [
            (_("Budget line"), obj.line),
            (_("Payee"), obj.payee),
            (_("Purpose"), obj.purpose),
            (_("Document"), obj.document),
            (_("Amount"), format_eur(obj.amount_eur)),
            (_("Found correct by"), obj.prepared_by or "–"),
        ]
        if obj.cancel_reason:
            facts.append((_("Reason for cancelling"), obj.cancel_reason))
        if obj.approved_at is not None or obj.cancelled_at is not None:
            return {"facts": facts}
        return {
            "proposal": plain_proposal(
                _("Central payment"),
                obj.amount_eur,
                facts[:4],
                prepared_by=obj.prepared_by,
                prepared_at=obj.prepared_at,
                asked=(obj.line_id, obj.amount_eur),
            )
        }

    def standing(self, obj: CentralPayment) -> str:
        if obj.cancelled_at is not None:
            return _("cancelled on %(day)s") % {"day": format_day(obj.cancelled_at)}
        if obj.cancel_prepared_by_id is not None:
            return _("to be cancelled")
        if obj.approved_at is None:
            return _("to be approved")
        return _("paid on %(day)s") % {"day": format_day(obj.paid_on)}
