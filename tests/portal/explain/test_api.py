"""A figure explained over the API is that of its page: value, check, rows and whom it is told."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from accounts.choices import Role
from core.formats import format_eur
from portal.explain.figures import FIGURES
from portal.explain.money import MONEY_FIGURES
from reports.models import MadeFile
from tests.api.asking import Asker, problem
from tests.factories.accounts import RoleAssignmentFactory, UserFactory
from tests.portal.cases import decided, refreshed
from tests.programs.desk import ikz_line, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", ["2026-11-23", "2026-06-30"])
@pytest.mark.parametrize("code", sorted(FIGURES))
def test_figure_is_that_of_its_page(code: str, day: str) -> None:
    decided(ikz_line("250000.00"))
    refreshed()
    user = UserFactory.create(roles=[Role.OFFICER])
    asked = Asker(user).get(f"explain/{code}", {"stand": day, "limit": "500"})
    shown = signed_in(user).get(f"/zahl/{code}/", {"stand": day}).context
    assert (asked["value"], asked["summed"]) == (shown["value"], shown["summed"])
    assert asked["agrees"] is shown["agrees"] is True
    assert (asked["stand"], asked["next"]) == (day, None)
    assert asked["count"] == len(asked["items"]) == len(shown["table"].data)
    report = FIGURES[code].report
    assert asked["figure"]["title"] == str(report.title)
    assert asked["figure"]["definition"] == str(report.rule)
    assert asked["figure"]["formula"] == str(FIGURES[code].part)


def test_amount_is_the_sum_of_its_rows_and_one_of_a_booking() -> None:
    decided(ikz_line("250000.00"))
    refreshed()
    asked = Asker(UserFactory.create(roles=[Role.AUDITOR])).get("explain/verfuegbar")
    amounts = [Decimal(row["amount"]) for row in asked["items"]]
    assert (sum(amounts), asked["value"]) == (Decimal(250_000), format_eur(Decimal(250_000)))


def test_rows_come_page_by_page_without_gaps() -> None:
    asker = Asker(UserFactory.create(roles=[Role.AUDITOR]))
    whole = asker.get("explain/share", {"limit": "500"})["items"]
    assert asker.items("explain/share", {"limit": "7"}) == whole


def test_figures_are_listed_and_told_to_whom_their_pages_are() -> None:
    user = UserFactory.create()
    RoleAssignmentFactory.create(user=user, role=Role.GOVERNMENT_DISTRICT, area_ags="06535")
    asker = Asker(user)
    listed = {row["code"] for row in asker.get("explain")["items"]}
    assert listed == set(FIGURES) - {figure.code for figure in MONEY_FIGURES}
    assert problem(asker.ask("explain/frei")) == (403, "not-allowed")
    assert problem(asker.ask("explain/share", {"gebiet": "06531"})) == (422, "unfit")
    assert asker.get("explain/share", {"gebiet": "06535"})["notes"]["Filter"] != "keiner"


@pytest.mark.parametrize(
    ("query", "field"),
    [({"stand": "2026-11-24"}, "stand"), ({"farbe": "rot"}, "farbe"), ({"limit": "0"}, "limit")],
)
def test_question_that_does_not_fit_names_the_parameter(query: dict[str, str], field: str) -> None:
    response = Asker(UserFactory.create(roles=[Role.OFFICER])).ask("explain/share", query)
    assert problem(response) == (422, "unfit")
    assert list(response.json()["errors"]) == [field]


def test_stranger_and_an_unknown_figure() -> None:
    for path in ("explain", "explain/share"):
        assert problem(Client().get(f"/api/v1/{path}"))[0] == 401
    asker = Asker(UserFactory.create(roles=[Role.OFFICER]))
    assert problem(asker.ask("explain/gibt-es-nicht")) == (404, "not-found")


def test_answer_is_noted_once_and_known_again() -> None:
    asker = Asker(UserFactory.create(roles=[Role.OFFICER]))
    first = asker.ask("explain/share")
    assert asker.ask("explain/share", **{"If-None-Match": first["ETag"]}).status_code == 304
    assert MadeFile.objects.get().report == "share"
