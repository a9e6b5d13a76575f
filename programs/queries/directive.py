"""Which directives are in use: what they say is part of decisions, so it stands still."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from accounts.choices import ChangeKind
from accounts.models import PendingChange
from core.database.together import rows_read
from programs.models import Decision, Directive, Grant, Program


def directive_on(program: Program, day: date) -> Directive | None:
    """The version of the program's directive in force on the day; None where there is none."""
    read = rows_read(program, "directives")
    if read is None:
        return Directive.objects.valid_on(program, day).first()
    begun = (version for version in read if version.valid_from <= day)
    return next((v for v in begun if v.valid_to is None or v.valid_to >= day), None)


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
