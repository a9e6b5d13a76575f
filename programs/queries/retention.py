"""Files whose retention is over."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from programs.models import Grant
from programs.rules.steps.base import ENDED


def is_past_retention(grant: Grant, today: date) -> bool:
    """Whether the case has ended and is kept no longer, offered or not."""
    until = grant.retention_until
    return grant.state in ENDED and until is not None and until < today


def to_be_offered(today: date) -> QuerySet[Grant]:
    """Ended cases kept long enough and not offered to the state archive yet."""
    return Grant.objects.filter(
        state__in=ENDED, retention_until__lt=today, archive_offered_on__isnull=True
    )
