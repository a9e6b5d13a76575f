"""The funding of one body: each sum from the ledger, and what is left to draw."""

from __future__ import annotations

from decimal import Decimal

import pytest

from programs.queries.municipal.sheet import sheet_of
from tests.factories.life import Staff
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.programs.sent import clerk

pytestmark = pytest.mark.django_db


def test_sheet_adds_up_what_is_granted_drawn_paid_and_left() -> None:
    staff = Staff.hire()
    grant = staff.final()
    staff.paid(grant, "40000.00")
    staff.drawn(grant, "20000.00")
    (row,) = sheet_of([LAUTERBACH], clerk())
    sums = (row.bound_eur, row.drawn_eur, row.paid_eur, row.left_eur)
    assert sums == tuple(map(Decimal, ("25000.00", "15000.00", "10000.00", "10000.00")))
    assert row.is_lead
    (partner,) = sheet_of([ALSFELD], clerk(ALSFELD))
    assert not partner.is_lead


def test_sheet_has_nothing_to_draw_before_finality() -> None:
    Staff.hire().notified()
    (row,) = sheet_of([LAUTERBACH], clerk())
    assert (row.bound_eur, row.left_eur) == (Decimal("25000.00"), Decimal(0))
