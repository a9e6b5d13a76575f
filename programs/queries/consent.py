"""Which decisions wait for the budget officer's consent."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from programs.choices import DecisionKind, GrantState
from programs.models import Decision

PROPOSED = Q(prepared_at__isnull=False, approved_at__isnull=True) & (
    ~Q(kind=DecisionKind.INITIAL) | Q(grant__state=GrantState.APPROVAL_PENDING)
)
WITHOUT_CONSENT = Q(needs_budget_consent=True, budget_officer_consent_by__isnull=True)


def awaiting_consent() -> QuerySet[Decision]:
    """Decisions before a second person that the budget officer has not seen yet."""
    return Decision.objects.filter(PROPOSED & WITHOUT_CONSENT).order_by("prepared_at", "pk")
