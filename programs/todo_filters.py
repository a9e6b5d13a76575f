"""What each work list holds, as conditions its list page uses too."""

from __future__ import annotations

from typing import Any

from django.db.models import Q


def returned_to(user: Any) -> Q:
    """Proposals sent back that `user` prepared and has not answered."""
    return Q(prepared_by=user, is_withdrawn=False, settled_at__isnull=True)
