"""What was published stands beside a report, in its notes, and keeps to its filter and day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.as_of import AsOf
from core.exports.notes import notes
from core.reporting import REGISTRY
from programs.models import Envelope, PublishedFigure
from reports.making import check_filter, edition
from services.models import ThemeField
from tests.factories.accounts import NOW
from tests.factories.programs import program

pytestmark = pytest.mark.django_db
SHARE = "139 von 314 (44,3\u00a0%)"
PRESS = {
    "unit": "Anzahl",
    "qualifier": "exact",
    "as_of": "2022-07-01",
    "basis": "kommunale Leistungen",
    "counting_rule": "nicht beschrieben",
    "source": "dpa",
}


def said(name: str, day: date, **given: str) -> dict[str, str]:
    report = REGISTRY[name]
    return dict(notes(edition(report, None, check_filter(report, given), at=AsOf(day), now=NOW)))


def publish(key: str, value: int | None) -> None:
    figure = PublishedFigure(key=key, measure=key, value=value, **PRESS)
    figure.qualifier = "exact" if value is not None else "unknown"
    PublishedFigure.objects.filter(key=key).delete()
    figure.save()


def test_share_of_the_press_stands_beside_the_state_from_its_day_on() -> None:
    publish("ozg-online-2022", 139)
    publish("ozg-target-2022", 314)
    first = date(2022, 7, 1)
    theme = str(ThemeField.objects.order_by("pk")[0].pk)
    assert said("fortschritt", first)["Veröffentlicht"] == (
        f"{SHARE}, kommunale Leistungen, Stand 01.07.2022. nicht beschrieben. Quelle: dpa"
    )
    assert "Veröffentlicht" not in said("fortschritt", date(2022, 6, 30))
    assert "Veröffentlicht" not in said("fortschritt", first, gebiet="06531")
    assert "Veröffentlicht" not in said("fortschritt", first, themenfeld=theme)
    publish("ozg-target-2022", None)
    assert "Veröffentlicht" not in said("fortschritt", first)


def envelope(name: str, first: int, last: int) -> None:
    Envelope.objects.create(
        code=name.lower(),
        name=name,
        program=program("efa-betriebskosten"),
        amount_eur=Decimal("3900000.00"),
        qualifier="up_to",
        period_from=date(first, 1, 1),
        period_to=date(last, 12, 31),
        source="Presse",
    )


def test_ceiling_of_a_year_stands_beside_what_was_booked() -> None:
    Envelope.objects.filter(program__code="efa-betriebskosten").delete()
    for name, first, last in (("A24", 2024, 2024), ("B23", 2023, 2023), ("C", 2023, 2024)):
        envelope(name, first, last)
    whole = said("nachnutzung", NOW.date())
    text = "bis zu 3.900.000,00\u00a0€; gebucht bis zum Tag: 0,00\u00a0€"
    assert {name: whole.get(name) for name in ("A24", "B23", "C")} == {
        "A24": text,
        "B23": text,
        "C": None,
    }
    assert {"A24", "B23"} & set(said("nachnutzung", NOW.date(), jahr="2023")) == {"B23"}
