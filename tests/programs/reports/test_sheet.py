"""The funding sheet as a report: for the ministry of any body, for a body of itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.choices import Role
from core.as_of import AsOf
from core.reporting import REGISTRY
from programs.models import InKindSupport
from reports.making import check_filter, edition
from reports.models import MadeFile
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import Staff
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
SUMS = ("bound_eur", "drawn_eur", "paid_eur", "left_eur")
FILE = f"/kommunen/{LAUTERBACH}/foerderblatt/csv/"


def rows(**given: str) -> list[dict[str, Any]]:
    report = REGISTRY["foerderblatt"]
    auditor = UserFactory.create(roles=[Role.AUDITOR])
    made = edition(report, auditor, check_filter(report, given), at=AsOf.today(), now=NOW)
    keys = [column.key for column in made.columns]
    return [dict(zip(keys, values, strict=True)) for values in made]


def test_sheet_has_the_own_part_and_what_the_state_paid_without_an_amount() -> None:
    staff = Staff.hire()
    grant = staff.final()
    staff.paid(grant, "40000.00")
    staff.drawn(grant, "20000.00")
    InKindSupport.objects.create(
        program=grant.program,
        municipality_id=LAUTERBACH,
        received_on=date(2026, 1, 5),
        description="Beratung",
    )
    case, support = rows(kommune=LAUTERBACH)
    assert [str(case[name]) for name in SUMS] == ["25000.00", "15000.00", "10000.00", "10000.00"]
    assert (case["kind"], case["part"]) == ("Zuwendung", "Federführende Kommune")
    assert (support["kind"], support["title"]) == ("Zentral finanziert", "Beratung (1)")
    assert [support[name] for name in SUMS] == [None] * len(SUMS)
    (partner,) = rows(kommune=ALSFELD)
    assert partner["part"] == "Partner"
    assert Decimal(partner["bound_eur"]) == Decimal("25000.00")
    assert rows() == []


def client_of(*bodies: str) -> Client:
    return signed_in(UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=bodies))


def test_body_takes_its_own_sheet_as_a_file() -> None:
    Staff.hire().final()
    client = client_of(LAUTERBACH)
    page = client.get(f"/kommunen/{LAUTERBACH}/foerderblatt/").content.decode()
    assert FILE in page
    content = b"".join(client.get(FILE)).decode()
    assert "25000,00" in content
    assert MadeFile.objects.get().report == "foerderblatt"
    assert client.get(f"/kommunen/{LAUTERBACH}/foerderblatt/exe/").status_code == 404


def test_sheet_of_another_body_is_not_there() -> None:
    assert client_of(ALSFELD).get(FILE).status_code == 404
    assert Client().get(FILE).status_code == 302
