"""Papers around a case, participations and published figures, as their tables hold them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from programs.choices import Qualifier, Station
from programs.models import (
    Document,
    MissingPaper,
    Participation,
    PublishedFigure,
    StationLog,
)
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.held import CENT, DAY, NOTHING, broken, told

pytestmark = pytest.mark.django_db

DAY_BEFORE = DAY - timedelta(days=1)
FIGURE: dict[str, Any] = {
    **{"basis": "Bilanz", "source": "Pressemitteilung", "counting_rule": "Bescheide"},
    **{"value": CENT, "qualifier": Qualifier.EXACT},
}


def test_station_forwards_on_the_day_of_the_receipt_or_later() -> None:
    assert broken(StationLog(received_on=DAY, forwarded_on=DAY)) == []
    assert broken(StationLog(received_on=DAY)) == []
    early = StationLog(received_on=DAY, forwarded_on=DAY_BEFORE)
    assert broken(early) == ["station_forwards_after_receipt"]
    assert told(early) == ["Die Weiterleitung liegt vor dem Eingang."]


def test_paper_is_due_on_the_day_it_is_asked_for_or_later() -> None:
    assert broken(MissingPaper(requested_on=DAY, due_on=DAY)) == []
    early = MissingPaper(requested_on=DAY, due_on=DAY_BEFORE)
    assert broken(early) == ["paper_due_after_request"]
    assert told(early) == ["Die Frist liegt vor der Anforderung."]


def test_paper_may_come_on_the_day_it_is_asked_for_and_after_its_deadline() -> None:
    asked = {"requested_on": DAY, "due_on": DAY}
    for came in (DAY, DAY + timedelta(days=90)):
        assert broken(MissingPaper(**asked, received_on=came)) == []
    assert broken(MissingPaper(**asked, received_on=DAY_BEFORE)) == [
        "received_on_not_before_requested_on_missingpaper"
    ]


def test_papers_are_named_by_their_title_and_stations_by_their_day() -> None:
    assert str(Document(title="Beschluss")) == str(MissingPaper(title="Beschluss")) == "Beschluss"
    stop = StationLog(station=Station.MINISTRY, received_on=DAY)
    assert str(stop) == "Ministerium 23.11.2026"


def test_share_of_a_partner_is_unknown_nothing_or_more() -> None:
    for share in (None, NOTHING, CENT):
        assert broken(Participation(share_eur=share)) == []
    assert broken(Participation(share_eur=-CENT)) == ["share_not_negative"]


def test_body_takes_part_in_a_case_once() -> None:
    grant = GrantFactory.create(shares={LAUTERBACH: CENT})
    again = Participation(grant=grant, municipality_id=LAUTERBACH)
    assert broken(again) == ["participation_once"]
    assert told(again) == ["Diese Kommune ist schon beteiligt."]
    assert broken(Participation(grant=grant, municipality_id=ALSFELD)) == []
    other = GrantFactory.create(lead_id=GIESSEN, shares={})
    assert broken(Participation(grant=other, municipality_id=LAUTERBACH)) == []
    assert str(again) == str(again.municipality)


def test_published_figure_says_what_it_counts_and_where_it_stands() -> None:
    assert broken(PublishedFigure(**FIGURE)) == []
    for text in ("basis", "source", "counting_rule"):
        row = PublishedFigure(**{**FIGURE, text: ""})
        assert broken(row) == ["published_figure_is_explained"]


def test_figure_without_a_value_is_called_unknown_and_never_nothing() -> None:
    unknown = {**FIGURE, "value": None, "qualifier": Qualifier.UNKNOWN}
    assert broken(PublishedFigure(**unknown)) == []
    assert broken(PublishedFigure(**{**FIGURE, "value": NOTHING})) == []
    for qualifier in set(Qualifier) - {Qualifier.UNKNOWN}:
        row = PublishedFigure(**{**unknown, "qualifier": qualifier})
        assert broken(row) == ["no_value_means_unknown"]


def test_published_figure_is_of_hessen_unless_it_says_so() -> None:
    assert str(PublishedFigure(measure="Bescheide")) == "Bescheide, Hessen"
    assert str(PublishedFigure(measure="Bescheide", region="Kassel")) == "Bescheide, Kassel"
