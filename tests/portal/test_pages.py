"""What the pages show to whom."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.choices import Role
from programs.choices import GrantState
from programs.models import BudgetLine
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import (
    ALSFELD,
    GIESSEN,
    GIESSEN_DISTRICT,
    GREBENAU,
    HANAU,
    HANAU_BEFORE,
    LAUTERBACH,
    SCHLITZ,
)
from tests.factories.programs import GrantFactory
from tests.portal.cases import (
    BODY,
    FOREIGN,
    GRANT,
    LIST,
    MINE,
    OWN,
    PROGRAM,
    PROGRAMS,
    SHARES,
    TOTAL,
    decided,
    refreshed,
    text_of,
    works_for,
)
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db


def test_municipality_reads_its_share_and_no_other_amount(line: BudgetLine) -> None:
    grant = decided(line)
    refreshed()
    client = works_for(LAUTERBACH)
    for path in (BODY, GRANT.format(pk=grant.pk)):
        page = text_of(client, path)
        assert OWN in page
        assert [amount for amount in (*FOREIGN, TOTAL) if amount in page] == []
    for path in (MINE, LIST, PROGRAMS, PROGRAM, f"{PROGRAM}?sort=committed_eur", *others()):
        page = text_of(client, path)
        assert [amount for amount in (*FOREIGN, TOTAL, "100 000") if amount in page] == []


def others() -> list[str]:
    return [f"/kommunen/{ags}/" for ags in (ALSFELD, GREBENAU, SCHLITZ)]


def test_municipality_page_of_others_has_no_grants(line: BudgetLine) -> None:
    decided(line)
    client = works_for(LAUTERBACH)
    own, foreign = (client.get(path).context for path in (BODY, others()[0]))
    assert "allocations" in own
    assert "allocations" not in foreign
    assert "money_part" not in foreign


def test_municipality_sees_nothing_before_the_notification(line: BudgetLine) -> None:
    grant = decided(line, notified=False)
    client = works_for(LAUTERBACH)
    page = client.get(BODY)
    assert (len(page.context["allocations"].rows), page.context["bound_eur"]) == (0, 0)
    assert grant.title not in page.content.decode()
    assert grant.title not in client.get(PROGRAM).content.decode()


def test_ministry_reads_every_share_and_the_total(line: BudgetLine) -> None:
    grant = decided(line)
    refreshed()
    client = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    page = text_of(client, GRANT.format(pk=grant.pk))
    assert [amount for amount in (OWN, *FOREIGN, TOTAL) if amount not in page] == []
    program = text_of(client, PROGRAM)
    for amount in ("250.000,00 €", "100.000,00 €", "150.000,00 €", "40,0 %"):
        assert amount in program


def test_coordinator_reads_sums_and_no_case(line: BudgetLine) -> None:
    grant = decided(line)
    refreshed()
    client = signed_in(UserFactory.create(roles=[Role.COORDINATOR]))
    page = text_of(client, PROGRAM)
    assert "100.000,00 €" in page
    assert grant.title not in page
    assert client.get(PROGRAM).context["may_see_cases"] is False
    body = client.get(BODY).context
    assert "support_part" in body
    assert "money_part" not in body


def test_amounts_are_unknown_only_where_a_publication_names_none(line: BudgetLine) -> None:
    decided(line)
    GrantFactory.create(state=GrantState.IN_REVIEW)
    GrantFactory.create(state=GrantState.RECORDED)
    GrantFactory.create(state=GrantState.RECORDED, published_eur=Decimal(9000))
    table = signed_in(UserFactory.create(roles=[Role.OFFICER])).get(PROGRAM).context["table"]
    shown = [
        (row.get_cell("committed_eur"), row.get_cell("paid_eur"), row.get_cell("published_eur"))
        for row in table.rows
    ]
    assert sorted(tuple(text.replace("\u00a0", " ") for text in pair) for pair in shown) == [
        ("100.000,00 €", "0,00 €", "–"),
        ("–", "–", "9.000,00 €"),
        ("–", "–", "unbekannt"),
        ("–", "–", "–"),
    ]


@pytest.mark.parametrize(
    "state", [GrantState.DRAFT, GrantState.QUERY, GrantState.REJECTED, GrantState.WITHDRAWN]
)
def test_applications_stand_apart_and_in_no_sum(line: BudgetLine, state: GrantState) -> None:
    decided(line)
    GrantFactory.create(state=state, shares={LAUTERBACH: Decimal("7000.00")})
    GrantFactory.create(state=GrantState.RECORDED, shares={LAUTERBACH: None})
    page = signed_in(UserFactory.create(roles=[Role.OFFICER])).get(BODY).context
    assert page["bound_eur"] == SHARES[LAUTERBACH]
    assert [row.get_cell("share_eur") for row in page["applications"].rows] == ["7.000,00\u00a0€"]
    assert len(page["allocations"].rows) == len(page["recorded"]) == 1


def test_money_not_told_to_the_body_is_named_to_the_ministry(line: BudgetLine) -> None:
    decided(line, notified=False)
    page = signed_in(UserFactory.create(roles=[Role.OFFICER])).get(BODY).context
    assert (page["untold_count"], page["untold_eur"]) == (1, SHARES[LAUTERBACH])


def test_hanau_reads_the_cases_of_its_old_key_on_the_page_of_the_new_one() -> None:
    GrantFactory.create(lead_id=HANAU_BEFORE, shares={HANAU_BEFORE: Decimal("1000.00")})
    GrantFactory.create(lead_id=HANAU, shares={HANAU: Decimal("200.00")})
    client = works_for(HANAU_BEFORE)
    response = client.get(MINE)
    assert response["Location"] == f"/kommunen/{HANAU}/"
    assert client.get(f"/kommunen/{HANAU}/").context["applications"].rows.__len__() == 2
    assert client.get(f"/kommunen/{HANAU_BEFORE}/").context["applications"].rows.__len__() == 1


def test_person_of_two_bodies_chooses() -> None:
    user = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[LAUTERBACH, GIESSEN])
    page = signed_in(user).get(MINE)
    assert [body.ags for body in page.context["bodies"]] == [GIESSEN, LAUTERBACH]


def test_list_is_searched_filtered_and_sorted() -> None:
    client = works_for(LAUTERBACH)
    names = [row.record.name for row in client.get(LIST, {"q": "giess"}).context["table"].rows]
    assert names == ["Gießen", "Gießen"]
    towns = client.get(LIST, {"kreis": "06535", "art": "town", "sort": "-name"}).context["table"]
    found = [row.record.sort_name for row in towns.rows]
    assert len(found) == 10
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize(
    "query", ["q=%", "sort=nichts", "sort=-ags&page=999", "page=0", "kreis=06999", "art=stern"]
)
def test_list_survives_what_a_browser_may_send(query: str) -> None:
    assert works_for(LAUTERBACH).get(f"{LIST}?{query}").status_code in {200, 404}


REMEDY = "Prüfen Sie den Schlüssel oder wählen Sie einen Eintrag der Liste."


@pytest.mark.parametrize(("name", "key"), [("kreis", "06999"), ("rb", "069")])
def test_area_that_does_not_exist_is_named_with_the_remedy(name: str, key: str) -> None:
    page = works_for(LAUTERBACH).get(LIST, {name: key})
    said = f"„{key}“ gibt es hier nicht. {REMEDY}"
    assert page.context["filter"].form.errors == {name: [said]}
    assert said in page.content.decode()


def test_list_shows_bodies_that_exist_today() -> None:
    table = works_for(LAUTERBACH).get(LIST).context["table"]
    assert len(table.rows) == 442
    hanau = works_for(LAUTERBACH).get(LIST, {"q": "Hanau"}).context["table"].rows
    assert [row.record.ags for row in hanau] == [HANAU]


@pytest.mark.parametrize("ags", [GIESSEN, GIESSEN_DISTRICT])
def test_page_of_a_body_counts_what_its_row_in_the_list_counts(ags: str) -> None:
    """A Landkreis answers for its own services, not for those of the municipalities in it."""
    refreshed()
    client = works_for(GIESSEN)
    (row,) = [row for row in client.get(f"{LIST}?q={ags}").context["table"].data if row.ags == ags]
    figures = client.get(f"/kommunen/{ags}/").context["progress"]
    assert row.competent > 0
    assert (figures.competent, figures.live) == (row.competent, row.live)
