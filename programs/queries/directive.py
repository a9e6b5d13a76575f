"""Which directives are in use: what they say is part of decisions, so it stands still."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from accounts.choices import ChangeKind
from accounts.models import PendingChange
from programs.models import Decision, Directive, Grant


def decided_under(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    """Those of the cases that have an approved decision."""
    approved = Decision.objects.filter(grant=OuterRef("pk"), approved_at__isnull=False)
    return grants.filter(Exists(approved))


def is_in_use(directive: Directive) -> bool:
    """Whether a case was decided under the directive."""
    return decided_under(Grant.objects.filter(directive=directive)).exists()


def waiting_versions(directive: Directive) -> QuerySet[PendingChange]:
    """The proposed versions that are to follow the directive and wait for a second person."""
    return PendingChange.objects.waiting().filter(
        model=Directive._meta.label_lower, kind=ChangeKind.ADD, after__follows_id=directive.pk
    )
