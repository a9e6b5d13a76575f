"""The head of the page of a case: its sums by state, for those alone who see the whole case."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from accounts.choices import Role
from core.formats import format_eur
from programs.choices import GrantState, Qualifier
from programs.models import Grant
from tests.factories.accounts import UserFactory
from tests.factories.life import Staff
from tests.factories.programs import GrantFactory
from tests.programs.desk import signed_in
from tests.programs.sent import browser_of

pytestmark = pytest.mark.django_db
FIRST = 3  # file reference, state and partners are told of every case


def sums(browser: Client, grant: Grant) -> list[tuple[str, str]]:
    """What the head tells behind them."""
    found: list[tuple[str, str]] = browser.get(grant.get_absolute_url()).context["facts"]
    return found[FIRST:]


def test_head_tells_what_is_booked_and_before_that_what_is_asked_for(staff: Staff) -> None:
    office = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    asked = GrantFactory.create(draft=True, applied_eur=Decimal("90000.00"))
    assert sums(office, asked) == [("Beantragt", format_eur(Decimal(90000)))]
    assert sums(office, GrantFactory.create(draft=True)) == []
    paid = staff.final()
    assert sums(office, paid) == told("100000.00", "0.00")
    staff.paid(paid, "40000.00")
    assert sums(office, paid) == told("100000.00", "40000.00")
    assert sums(browser_of(), paid) == []


def told(bound: str, paid: str) -> list[tuple[str, str]]:
    amounts = {"Gebunden": bound, "Ausgezahlt": paid, "Rückflüsse": "0.00"}
    return [(label, format_eur(Decimal(amount))) for label, amount in amounts.items()]


def test_case_known_from_a_publication_tells_its_amount() -> None:
    known = GrantFactory.create(
        state=GrantState.RECORDED,
        published_eur=Decimal("7000.00"),
        published_qualifier=Qualifier.EXACT,
        source_url="https://www.hessen.de/meldung",
    )
    office = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    assert sums(office, known) == [
        ("Veröffentlicht, nicht gebucht", format_eur(Decimal(7000))),
        ("Quelle", known.source_url),
    ]


def test_shares_lead_to_their_bodies(staff: Staff) -> None:
    office = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    grant = staff.final()
    page = office.get(grant.get_absolute_url()).content.decode()
    assert grant.participations.count()
    for part in grant.participations.select_related("municipality"):
        body = part.municipality
        assert f'<a href="{body.get_absolute_url()}">{body}</a>:' in page
