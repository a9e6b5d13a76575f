"""A municipality sees what it owes: amount, due day, rest, interest, and as a deadline."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from programs.actions.reclaim.claims import record_repayment
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.portal.cases import text_of, works_for
from tests.programs.desk import signed_in
from tests.programs.owing import claimed

pytestmark = pytest.mark.django_db


def test_municipality_sees_its_own_debt_and_no_other(staff: Staff) -> None:
    grant = claimed(staff).grant
    with time_machine.travel(NOW + timedelta(days=1)):
        client = works_for(LAUTERBACH)
        for path in (f"/kommunen/{LAUTERBACH}/", grant.get_absolute_url()):
            page = text_of(client, path)
            assert "12.825,00" in page
            assert "23.11.2026" in page
            assert "überfällig" in page
            assert "51.300,00" not in page
        assert "12.825,00" not in text_of(client, f"/kommunen/{ALSFELD}/")
        page = text_of(signed_in(staff.officer), grant.get_absolute_url())
        assert "51.300,00" in page


def test_repaid_money_has_a_column_of_its_own(staff: Staff) -> None:
    reclaim = claimed(staff)
    record_repayment(reclaim, amount_eur=Decimal("28.00"), paid_on=TODAY, by=staff.officer, at=NOW)
    client = works_for(LAUTERBACH)
    page = text_of(client, f"/kommunen/{LAUTERBACH}/")
    assert "Eigener Anteil, zurückgezahlt 7,00 €" in page
    assert page.count(" 7,00 €") >= 2
    assert "12.818,00" in page
    assert "7,00 € zurückgezahlt" in text_of(client, reclaim.grant.get_absolute_url())
