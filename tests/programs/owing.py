"""A reclaim a town owes."""

from __future__ import annotations

from datetime import date

from programs.models import Reclaim
from tests.factories.life import TODAY, Staff
from tests.portal.cases import refreshed


def claimed(staff: Staff) -> Reclaim:
    """51,300.00 claimed back from four partners, due on the day of the tests."""
    paid_on = date(2025, 12, 1)
    grant = staff.paid_since(paid_on, "51300.00")
    days = {"interest_from": paid_on, "due_on": TODAY}
    reclaim = staff.reclaimed(staff.ended(grant), "51300.00", **days)
    refreshed()
    return reclaim
