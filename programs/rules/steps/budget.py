"""Acts beside the cases: budget bookings, central payments, EfA costs, calls."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVE, APPROVE_BUDGET, MANAGE_BUDGET, PREPARE
from programs.choices import Act
from programs.rules.steps.base import ActTable, By, No, WaysBack

WAYS_BACK: ActTable = {
    Act.BUDGET: WaysBack(
        (("budgetbooking", "confirm"), ("budgetbooking", "change")),
        By("budgetbooking", "withdraw", MANAGE_BUDGET),
        By("budgetbooking", "return", APPROVE_BUDGET),
        By("budgetbooking", "ask-to-cancel", MANAGE_BUDGET, then="cancel"),
    ),
    Act.BUDGET_CANCELLING: WaysBack(
        (("budgetbooking", "ask-to-cancel"), ("budgetbooking", "cancel")),
        By("budgetbooking", "keep", MANAGE_BUDGET),
        By("budgetbooking", "refuse-cancelling", APPROVE_BUDGET),
        No(_("A cancelled booking is recorded anew.")),
    ),
    Act.CENTRAL_PAYMENT: WaysBack(
        (("centralpayment", "approve"), ("centralpayment", "cancel")),
        By("centralpayment", "ask-to-cancel", PREPARE),
        By("centralpayment", "send-back", APPROVE),
        By("centralpayment", "ask-to-cancel", PREPARE, then="cancel"),
    ),
    Act.CENTRAL_CANCELLING: WaysBack(
        (("centralpayment", "ask-to-cancel"), ("centralpayment", "cancel")),
        By("centralpayment", "keep", PREPARE),
        By("centralpayment", "refuse-cancelling", APPROVE),
        No(_("A cancelled payment is recorded anew.")),
    ),
    Act.EFA_COST: WaysBack(
        (("efacost", "approve"), ("efacost", "share-out")),
        By("efacost", "withdraw", PREPARE),
        By("efacost", "send-back", APPROVE),
        By("efacost", "reverse", PREPARE, then="approve-reversal"),
    ),
    Act.EFA_REVERSAL: WaysBack(
        (("efacost", "reverse"), ("efacost", "approve-reversal")),
        By("efacost", "withdraw-reversal", PREPARE),
        By("efacost", "send-reversal-back", APPROVE),
        No(_("A reversed cost is recorded anew.")),
    ),
    Act.RATING: WaysBack(
        (),
        No(_("The jury's points are typed over until the application is selected.")),
        No(_("Nobody signs points; who signs the selection sends that back.")),
        By("callapplication", "give-up", PREPARE, then="approve"),
    ),
    Act.SELECTION: WaysBack(
        (("callapplication", "select"), ("callapplication", "approve")),
        By("callapplication", "withdraw", PREPARE),
        By("callapplication", "return", APPROVE),
        By("callapplication", "give-up", PREPARE, then="approve"),
    ),
}
