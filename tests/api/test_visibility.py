"""A key of each role sees exactly what the pages show that role: no row and no amount more."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from core.formats import format_eur
from municipalities.models import Municipality
from programs.choices import GrantState
from programs.models import BudgetLine, Grant, Program
from services.models import OzgService
from tests.api.asking import Asker, problem
from tests.factories.accounts import RoleAssignmentFactory, UserFactory
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH
from tests.factories.programs import SHARE_EUR, GrantFactory
from tests.portal.cases import FOREIGN, OWN, decide, decided, planned, refreshed
from tests.programs.desk import ikz_line, signed_in

pytestmark = pytest.mark.django_db

DAYS = ("", "2026-11-22", "2026-06-30")
# Operations about the whole state and the pages of the same rows.
PAIRS = {
    "municipalities": "/kommunen/",
    "services": "/leistungen/",
    "services/10000/live": "/leistungen/10000/",
    "programs": "/foerderprogramme/",
    "grants": "/foerderprogramme/ikz/",
    "reports": "/berichte/",
    "explain/share": "/zahl/share/",
    "explain/frei": "/zahl/frei/",
    f"municipalities/{LAUTERBACH}/rollouts": f"/meine-kommune/{LAUTERBACH}/leistungen/",
    f"municipalities/{GIESSEN}/rollouts": f"/meine-kommune/{GIESSEN}/leistungen/",
}


@pytest.fixture
def line(db: None) -> BudgetLine:
    return ikz_line("900000.00")


def of_role(role: Role) -> User:
    bodies = [LAUTERBACH] if role in (Role.MUNICIPALITY_VIEWER, Role.MUNICIPALITY_EDITOR) else []
    return UserFactory.create(roles=[role], of=bodies)


def of_area() -> User:
    user = UserFactory.create()
    RoleAssignmentFactory.create(user=user, role=Role.GOVERNMENT_DISTRICT, area_ags="06535")
    return user


PEOPLE = [*Role, "area"]


def person(who: Any) -> User:
    return of_area() if who == "area" else of_role(who)


@pytest.mark.parametrize("who", PEOPLE)
def test_operation_opens_to_whom_its_page_opens(who: Any, line: BudgetLine) -> None:
    user = person(who)
    asker, client = Asker(user), signed_in(user)
    for operation, page in PAIRS.items():
        opens = client.get(page).status_code
        assert asker.ask(operation).status_code == opens, (operation, page)
        assert opens in (200, 403, 404)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("day", DAYS)
def test_cases_are_those_of_the_page(who: Any, day: str, line: BudgetLine) -> None:
    """Told, under embargo, not yet told, and somebody else's."""
    decided(line)
    decide(planned(line, file_reference="noch nicht bekannt"), notified=False)
    hidden = decide(planned(line, file_reference="unter Sperrfrist"))
    Grant.objects.filter(pk=hidden.pk).update(embargo_until=date(2026, 12, 24))
    GrantFactory.create(
        file_reference="fremd", lead_id=GIESSEN, shares={GIESSEN: SHARE_EUR}, state_on="2026-03-02"
    )
    user = person(who)
    asked = {"stand": day} if day else {}
    response = Asker(user).ask("grants", {"programm": "ikz", **asked})
    page = signed_in(user).get("/foerderprogramme/ikz/", asked)
    assert response.status_code == page.status_code
    if page.status_code != 200:
        return
    rows = {row["file_reference"]: row for row in response.json()["items"]}
    shown = {row.record.file_reference: row for row in page.context["table"].rows}
    assert set(rows) == set(shown)
    for reference, row in shown.items():
        cells = {column.name: str(cell) for column, cell in row.items()}
        for name in ("applied_eur", "committed_eur", "paid_eur", "published_eur"):
            amount = rows[reference][name]
            expected = "–" if amount is None else format_eur(Decimal(amount))
            assert cells.get(name, "–") == expected, (reference, name)
        assert cells["state"] == str(GrantState(rows[reference]["state"]).label)


@pytest.mark.parametrize("who", PEOPLE)
def test_case_tells_what_its_page_tells(who: Any, line: BudgetLine) -> None:
    grant = decided(line)
    user = person(who)
    response = Asker(user).ask(f"grants/{grant.pk}")
    page = signed_in(user).get(grant.get_absolute_url())
    assert response.status_code == page.status_code
    if page.status_code != 200:
        return
    case = response.json()
    text = unescape(page.content.decode())
    assert [share["municipality_id"] for share in case["shares"]] == [
        share.municipality_id for share in page.context["shares"]
    ]
    found = re.findall(r'"(\d+\.\d\d)"', response.content.decode())
    amounts = {format_eur(Decimal(amount)) for amount in found} - {format_eur(Decimal(0))}
    assert {amount for amount in amounts if amount not in text} == set()
    foreign = [amount for amount in FOREIGN if amount in " ".join(amounts)]
    sees_all = user.has_perm("programs.see_all_money")
    assert foreign == (list(FOREIGN) if sees_all else [])
    assert any(amount.startswith(OWN) for amount in amounts)


def test_hidden_case_does_not_exist(line: BudgetLine) -> None:
    hidden = decided(line, notified=False)
    partner = Asker(UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[ALSFELD]))
    assert problem(partner.ask(f"grants/{hidden.pk}")) == (404, "not-found")
    assert partner.items("grants") == []
    assert problem(partner.ask("grants/999999999")) == (404, "not-found")


@pytest.mark.parametrize("who", [Role.OFFICER, Role.MUNICIPALITY_VIEWER, "area"])
@pytest.mark.parametrize("query", [{}, {"q": "giess"}, {"kreis": "06535"}, {"art": ["district"]}])
def test_bodies_are_those_of_the_page(who: Any, query: dict[str, Any]) -> None:
    refreshed()
    user = person(who)
    rows = {row["ags"]: row for row in Asker(user).items("municipalities", {"limit": 200, **query})}
    client = signed_in(user)
    shown: dict[str, Any] = {}
    for number in range(1, 20):
        page = client.get("/kommunen/", {**query, "page": number})
        table = page.context["table"]
        shown |= {row.record.ags: row.record for row in table.page.object_list}
        if not table.page.has_next():
            break
    assert set(rows) == set(shown)
    for ags, row in rows.items():
        for name in ("population", "competent", "reported", "live"):
            assert row[name] == getattr(shown[ags], name)
    if who == "area":
        assert {ags[:5] for ags in rows} <= {"06535"}


def test_area_alone_narrows_what_may_be_asked() -> None:
    refreshed()
    asker = Asker(of_area())
    assert problem(asker.ask("municipalities/06531005")) == (404, "not-found")
    assert problem(asker.ask("rollups/progress", {"gebiet": "06531"})) == (422, "unfit")
    assert problem(asker.ask("rollups/progress", {"kommune": "06531005"})) == (422, "unfit")
    own = asker.get("rollups/progress", {"gliederung": "area", "ebene": "body"})["items"]
    assert {row["key"][:5] for row in own} == {"06535"}
    assert problem(asker.ask("rollups/budget")) == (403, "not-allowed")


def test_lists_are_read_page_by_page_without_gaps() -> None:
    refreshed()
    asker = Asker(UserFactory.create(roles=[Role.AUDITOR]))
    services = [row["ozg_id"] for row in asker.items("services", {"limit": 250})]
    assert services == sorted(OzgService.objects.values_list("pk", flat=True))
    codes = [row["code"] for row in asker.items("programs")]
    assert codes == sorted(Program.objects.values_list("code", flat=True))
    bodies = asker.items("municipalities", {"limit": 500, "kreis": "06535"})
    expected = Municipality.objects.filter(district="06535").existing_on(date(2026, 11, 23))
    assert [row["ags"] for row in bodies] == sorted(
        expected.recipients().values_list("pk", flat=True)
    )
