"""A reclaim a town owes."""

from __future__ import annotations

from datetime import date

from programs.models import Reclaim
from tests.factories.life import TODAY, Staff, fresh
from tests.portal.cases import refreshed


def claimed(staff: Staff) -> Reclaim:
    """51,300.00 claimed back from four partners, due on the day of the tests."""
    grant = staff.final()
    staff.paid(grant, "51300.00")
    days = {"interest_from": date(2025, 12, 1), "due_on": TODAY}
    reclaim = staff.reclaimed(staff.ended(fresh(grant)), "51300.00", **days)
    refreshed()
    return reclaim
