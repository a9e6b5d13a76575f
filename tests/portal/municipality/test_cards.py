"""Open cases on the desk are cards: state, own share, next deadline; their sums are of raw rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from lxml import html

from accounts.choices import Role
from core.formats import format_day, format_eur
from programs.models import BudgetLine, Grant, LedgerEntry
from tests.factories.accounts import UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import LAUTERBACH
from tests.factories.programs import BudgetLineFactory
from tests.portal.cases import BODY, MINE, works_for
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
LAST_WEEK = TODAY - timedelta(days=7)
CARD = '//li[@class="card"]'


@pytest.fixture
def cases() -> tuple[Grant, Grant]:
    """Two open cases; of the first a part is paid and reclaimed, the second waits for a paper."""
    staff = Staff.hire()
    first = staff.final(BudgetLineFactory.create())
    staff.paid(first, "40000.00")
    second = staff.notified(BudgetLineFactory.create())
    for days in (9, -1):
        day = TODAY + timedelta(days=days)
        second.missing_papers.create(title=f"Papier {days}", requested_on=LAST_WEEK, due_on=day)
    return fresh(first), fresh(second)


def raw(kind: str) -> Decimal:
    own = LedgerEntry.objects.filter(municipality=LAUTERBACH, kind=kind)
    return own.aggregate(total=Sum("amount_eur"))["total"] or Decimal(0)


def facts(part: Any) -> dict[str, str]:
    rows: Iterator[Any] = iter(part.xpath(".//dl/div") or part.xpath("./div"))
    return {row[0].text_content(): " ".join(row[1].text_content().split()) for row in rows}


def shown(amount: Decimal) -> str:
    return " ".join(format_eur(amount).split())


def test_cards_say_the_own_share_and_their_sum_is_that_of_the_bookings(
    cases: tuple[Grant, Grant],
) -> None:
    page = works_for(LAUTERBACH).get(MINE, follow=True)
    tree: Any = html.fromstring(page.content)
    cards = {card.xpath("string(.//h3)").strip(): facts(card) for card in tree.xpath(CARD)}
    assert set(cards) == {case.title for case in cases}
    links = tree.xpath(f"{CARD}//h3/a/@href")
    assert set(links) == {case.get_absolute_url() for case in cases}
    (total,) = map(facts, tree.xpath('//dl[contains(@class, "card__facts--sum")]'))
    sums = {
        "Eigener Anteil, gebunden": raw("commitment"),
        "Davon ausgezahlt": raw("payment"),
        "Rückflüsse": raw("repayment"),
    }
    assert {label: total[label] for label in sums} == {
        label: shown(amount) for label, amount in sums.items()
    }
    assert raw("commitment") == page.context["bound_eur"] == Decimal(50000)
    assert raw("payment") == page.context["paid_eur"] == Decimal(10000)
    assert total["Offene Vorgänge"] == "2"
    first, second = (cards[case.title] for case in cases)
    assert first["Eigener Anteil, gebunden"] == shown(Decimal(25000))
    assert first["Davon ausgezahlt"] == shown(Decimal(10000))
    assert second["Davon ausgezahlt"] == shown(Decimal(0))
    assert first["Status"] == cases[0].get_state_display()


def test_card_names_the_earliest_deadline_and_that_it_is_late(cases: tuple[Grant, Grant]) -> None:
    tree: Any = html.fromstring(works_for(LAUTERBACH).get(MINE, follow=True).content)
    cards = {card.xpath("string(.//h3)").strip(): facts(card) for card in tree.xpath(CARD)}
    told = cards[cases[1].title]["Nächste Frist"]
    assert told.startswith(f"{format_day(TODAY - timedelta(days=1))}: ")
    assert "Papier -1" in told
    assert told.endswith("überfällig")


def test_others_and_past_days_keep_the_table(cases: tuple[Grant, Grant], line: BudgetLine) -> None:
    officer = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    for client, path in (
        (officer, BODY),
        (works_for(LAUTERBACH), f"{BODY}?stand={TODAY - timedelta(days=1):%Y-%m-%d}"),
    ):
        tree: Any = html.fromstring(client.get(path).content)
        assert tree.xpath(CARD) == []
        assert tree.xpath('//div[@id="own-shares"]//table') or "stand=" in path


def test_desk_without_a_case_says_so() -> None:
    page = works_for(LAUTERBACH).get(MINE, follow=True).content.decode()
    assert "Es ist kein Vorgang offen." in page
