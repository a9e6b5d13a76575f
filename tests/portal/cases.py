"""Addresses of the portal, a case with four unequal shares, and what a reader sees."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import Role
from core import rollups
from programs.actions.decision.approval import approve_decision, notify_grant, propose_grant
from programs.models import BudgetLine, Decision, Grant
from programs.rollups import BUDGET
from services.rollups import PROGRESS
from tests.factories.accounts import NOW, UserFactory
from tests.factories.municipalities import (
    ALSFELD,
    GREBENAU,
    LAUTERBACH,
    SCHLITZ,
)
from tests.factories.programs import GrantFactory
from tests.programs.desk import signed_in

SHARES = {
    LAUTERBACH: Decimal("25000.00"),
    ALSFELD: Decimal("31000.00"),
    GREBENAU: Decimal("23500.00"),
    SCHLITZ: Decimal("20500.00"),
}
OWN, TOTAL, FOREIGN = "25.000,00", "100.000,00", ("31.000,00", "23.500,00", "20.500,00")

OVERVIEW, LIST, PROGRAMS, PROGRAM = (
    "/",
    "/kommunen/",
    "/foerderprogramme/",
    "/foerderprogramme/ikz/",
)
BODY, MINE, GRANT = f"/kommunen/{LAUTERBACH}/", "/meine-kommune/", "/zuwendungen/{pk}/"
TEXTS = ("/barrierefreiheit/", "/datenschutz/", "/impressum/")


def planned(line: BudgetLine, **case: Any) -> Grant:
    """An application of four partners, received in March, with nothing decided."""
    grant: Grant = GrantFactory.create(
        draft=True, shares=SHARES, override_reason="nach Einwohnern", **case
    )
    grant.tranches.create(line=line, amount_eur=sum(SHARES.values()))
    return grant


def decided(line: BudgetLine, *, notified: bool = True) -> Grant:
    """A case of four partners whose money is bound in the ledger."""
    return decide(planned(line), notified=notified)


def decide(grant: Grant, *, notified: bool = True) -> Grant:
    """The planned case after its decision on 23 November 2026."""
    officer = UserFactory.create(roles=[Role.OFFICER])
    approver = UserFactory.create(roles=[Role.APPROVER])
    propose_grant(grant, by=officer, at=NOW)
    approve_decision(Decision.objects.get(grant=grant), by=approver, at=NOW)
    if notified:
        notify_grant(grant, on=date(2026, 11, 23), by=officer, at=NOW)
    grant.refresh_from_db()
    return grant


def refreshed() -> None:
    for declaration in (BUDGET, PROGRESS):
        rollups.rebuild(declaration, at=timezone.localdate(), now=timezone.now())


def works_for(ags: str) -> Client:
    return signed_in(UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[ags]))


def text_of(client: Client, path: str) -> str:
    """What a person reads on the page, one line, with ordinary spaces."""
    response = client.get(path, follow=True)
    assert response.status_code == 200
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert main is not None
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main[0])).split())


def cost(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)
