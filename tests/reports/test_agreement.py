"""Page, API and every file of a report agree: rows and sums, for random filters, days and roles.

The page and the files also agree in a random choice of columns; the API has all of them.
One question to each report in the suite, and more until one with a filter had rows;
OZG_RANDOM=100 asks as many, OZG_SEED=4 asks others.
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from core.reporting import REGISTRY
from reports.making import COLUMNS, may_run
from reports.views import MOST_ROWS_AT_ONCE
from tests.api.asking import Asker
from tests.factories.accounts import RoleAssignmentFactory, UserFactory
from tests.programs.desk import signed_in
from tests.reports.agreement.asked import Query, Questions, has_filter
from tests.reports.agreement.paper import printed
from tests.reports.agreement.stocked import known, stock
from tests.reports.agreement.told import Told, csv_rows, footer, plain, sheet_rows, whole

pytestmark = pytest.mark.django_db

QUESTIONS = int(os.environ.get("OZG_RANDOM", "1"))
MOST_TRIES = 60  # for a question with a filter that has rows
ROLES = [
    (Role.AUDITOR, ""),
    (Role.OFFICER, ""),
    (Role.COORDINATOR, ""),
    (Role.ASSOCIATION, ""),
    (Role.GOVERNMENT_DISTRICT, "065"),
]
ON_PAPER = 40  # rows of the reports whose PDF is read back; more would only take longer


def people() -> list[User]:
    found = []
    for role, area in ROLES:
        user = UserFactory.create()
        RoleAssignmentFactory.create(user=user, role=role, area_ags=area)
        found.append(user)
    return found


def test_page_api_and_files_agree() -> None:
    stock()
    askers, has_rows = {user: Asker(user) for user in people()}, known()
    for name in sorted(REGISTRY):
        chance = random.Random(f"{name} {os.environ.get('OZG_SEED', '')}")
        questions = Questions(chance, has_rows)
        allowed = [user for user in askers if may_run(REGISTRY[name], user)]
        for user, asker in askers.items():
            if user not in allowed:
                assert signed_in(user).get(f"/berichte/{name}/").status_code == 403
                assert asker.ask(f"reports/{name}").status_code == 403
        seen = False
        for _question in range(QUESTIONS):
            user = chance.choice(allowed)
            query = questions.ask(REGISTRY[name], user)
            count = check_agreement(name, user, askers[user], query)
            seen = seen or bool(count and has_filter(query))
        if not seen:
            user, query = with_rows(name, questions, {user: askers[user] for user in allowed})
            assert check_agreement(name, user, askers[user], query)


def check_large(file: Any, page: Any, told: Any) -> None:
    """A file of so many rows is made while nobody waits; page and API agree on rows and sums."""
    assert (file.status_code, file["Location"]) == (302, reverse("reports:mine"))
    assert page.context["count"] == told["count"]
    shown = page.context["table"].columns.names()
    kinds = {column["key"]: column["kind"] for column in told["columns"]}
    sums = [printed(plain(told["totals"].get(key), kinds[key]), kinds[key]) for key in shown[1:]]
    assert footer(page.content.decode()) == (["Summe", *sums] if any(sums) else [])


def with_rows(name: str, questions: Questions, askers: dict[User, Asker]) -> tuple[User, Query]:
    """A question with a filter that has rows; fails where none of many has."""
    for _try in range(MOST_TRIES):
        user = questions.chance.choice(list(askers))
        query = questions.ask(REGISTRY[name], user)
        if has_filter(query):
            answer = askers[user].ask(f"reports/{name}", {**whole(query), "limit": "1"})
            if answer.status_code == 200 and answer.json()["items"]:
                return user, query
    raise AssertionError(f"{name} never had rows")


def check_agreement(name: str, user: User, asker: Asker, query: Query) -> int:
    """Hold page, API and files against each other; how many rows there were."""
    client = signed_in(user)
    page = client.get(f"/berichte/{name}/", query or {"x": ""})
    answer = asker.ask(f"reports/{name}", {**whole(query), "limit": "500"})
    if "table" not in page.context:
        assert answer.status_code == 422, (name, query)
        return 0
    if page.context["count"] > MOST_ROWS_AT_ONCE:
        check_large(client.get(f"/berichte/{name}/json/", query), page, answer.json())
        return int(page.context["count"])
    told = Told(client, name, query)
    whole_keys = [column["key"] for column in answer.json()["columns"]]
    chosen = query.get(COLUMNS) or whole_keys
    named = [key for key in whole_keys if key in {key for key, _kind in told.columns}]
    assert [key for key, _kind in told.columns] == named, (name, query)
    assert set(chosen) <= set(named), (name, query)
    told.check_page(page)
    told.check_api(answer.json(), asker)
    told.check_rows(csv_rows(told.file("csv"), ";"), "csv")
    told.check_rows(sheet_rows(told.file("xlsx")), "xlsx")
    told.check_rows(sheet_rows(told.file("ods")), "ods")
    if 0 < len(told.rows) <= ON_PAPER:
        told.check_pdf()
    machine = csv_rows(told.file("opencsv"), ",")
    assert [told.row(values) for values in machine] == told.rows, (name, query)
    return len(told.rows)
