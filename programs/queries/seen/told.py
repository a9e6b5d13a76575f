"""Of which cases sums may be made that tell more than euros: bodies, places, task areas."""

from __future__ import annotations

from accounts.queries import Viewer
from accounts.roles import SEE_ALL_MONEY
from core.as_of import AsOf
from programs.models import Grant


def told_to(user: Viewer, *, at: AsOf) -> list[int] | None:
    """The cases told by the day and out of any embargo then and now; None where all are seen.

    Source: docs/rules/reporting.md, "Sums and what is not told yet".
    """
    if user.has_perm(SEE_ALL_MONEY):
        return None
    told = Grant.objects.published_to_municipalities(at.day).published_to_municipalities()
    return list(told.values_list("pk", flat=True))
