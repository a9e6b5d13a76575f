"""What the tests of the administration share: people with roles, a budget line, a typed form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from programs.actions.decision.approval import approve_decision, propose_grant
from programs.models import BudgetLine, Decision, Grant
from tests.factories.accounts import NOW, UserFactory
from tests.factories.programs import PARTNERS, BudgetLineFactory, GrantFactory

TODAY = date(2026, 11, 23)
LAUTERBACH, ALSFELD, GREBENAU, SCHLITZ = PARTNERS
PAPERS = ("missing_papers", "documents", "stations")
DECIDED = ("decisions", "drawdowns", "proof", "reclaims", "letters")


def person(role: Role, name: str = "", *, of: str = "") -> User:
    """A person with one effective role, working for the body `of` where it is named."""
    return UserFactory.create(username=name or role.value, roles=[role], of=[of] if of else [])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ikz_line(amount: str = "150000.00", year: int = 2026) -> BudgetLine:
    """A line of the program for cooperations with an appropriation in euros."""
    return BudgetLineFactory.create(money=amount, fiscal_year=year)


def typed(line: BudgetLine, **changed: Any) -> dict[str, Any]:
    """The form of a case of four partners with 25,000 EUR each, as an officer types it."""
    data: dict[str, Any] = {
        "program": line.program_id,
        "file_reference": "IV 3 - 3 v 03.02",
        "title": "Gemeinsames Standesamt",
        "lead": LAUTERBACH,
        "publishable": "on",
        "received_on": "02.03.2026",
        "cooperation_start": "01.01.2027",
        "cooperation_until": "01.01.2032",
        "baseline_eur": "400.000,00",
        "planned_eur": "300.000,00",
        **_rows("participations", len(PARTNERS)),
        **_rows("tranches", 1),
        "tranches-0-line": line.pk,
        "tranches-0-amount_eur": "100.000,00",
    }
    for prefix in (*PAPERS, *DECIDED):
        data |= _rows(prefix, 0)
    for number, ags in enumerate(PARTNERS):
        data[f"participations-{number}-municipality"] = ags
        data[f"participations-{number}-share_eur"] = "25.000,00"
        data[f"participations-{number}-resolution_on"] = "10.02.2026"
    return data | changed


def _rows(prefix: str, count: int) -> dict[str, Any]:
    return {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": 0}


def entered(client: Client, data: dict[str, Any]) -> Any:
    """The answer to the form with the button "save and submit for approval"."""
    return client.post(reverse("admin:programs_grant_add"), data | {"_propose": "1"})


def case(line: BudgetLine, reference: str, *, by: User, title: str = "Fall") -> Grant:
    """A case of four partners awaiting approval."""
    grant: Grant = GrantFactory.create(
        draft=True,
        file_reference=reference,
        title=title,
        officer=by,
        tranches={line: Decimal("100000.00")},
    )
    propose_grant(grant, by=by, at=NOW)
    grant.refresh_from_db()
    return grant


def approved(grant: Grant, *, by: User) -> Grant:
    """The case after its approval."""
    approve_decision(Decision.objects.get(grant=grant), by=by, at=NOW)
    grant.refresh_from_db()
    return grant


def step(client: Client, grant: Grant, name: str, **data: Any) -> Any:
    """The answer to a step, confirmed."""
    return client.post(reverse("admin:programs_grant_step", args=[grant.pk, name]), data)
