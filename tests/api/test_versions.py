"""An answer that the asker has is not sent again, and a changed one always is."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from programs.models import Program
from services.models import ThemeField
from tests.api.asking import Asker
from tests.factories.accounts import RoleAssignmentFactory, UserFactory
from tests.portal.cases import decided, refreshed
from tests.programs.desk import ikz_line
from tests.services.world import TODAY, TOWN, live, record

pytestmark = pytest.mark.django_db

PROGRESS = "rollups/progress"


@pytest.fixture
def asker() -> Asker:
    return Asker(UserFactory.create(roles=[Role.AUDITOR]))


def tag_of(asker: Asker, path: str) -> str:
    """The version of the answer, which is not sent again to those who have it."""
    response = asker.ask(path)
    assert response.status_code == 200
    tag: str = response["ETag"]
    for sent in (tag, f"W/{tag}", f'"x", {tag}'):
        known = asker.ask(path, None, **{"If-None-Match": sent})
        assert (known.status_code, known.content, known["ETag"]) == (304, b"", tag)
    assert asker.ask(path, None, **{"If-None-Match": '"x"'}).status_code == 200
    return tag


def test_version_of_progress_follows_the_roll_up(world: None, asker: Asker) -> None:
    refreshed()
    first = tag_of(asker, PROGRESS)
    assert tag_of(asker, PROGRESS) == first
    record(live(TOWN, "90001", TODAY))
    refreshed()
    second = tag_of(asker, PROGRESS)
    assert second != first
    ThemeField.objects.filter(code="familie").update(name="Familie und Kind")
    assert tag_of(asker, PROGRESS) not in {first, second}


def test_version_of_the_budget_follows_the_ledger(asker: Asker) -> None:
    line = ikz_line("250000.00")
    refreshed()
    first = tag_of(asker, "rollups/budget")
    decided(line)
    second = tag_of(asker, "rollups/budget")
    refreshed()
    third = tag_of(asker, "rollups/budget")
    Program.objects.filter(code="ikz").update(name="IKZ neu")
    assert len({first, second, third, tag_of(asker, "rollups/budget")}) == 4


def test_version_differs_by_filter_day_and_area(asker: Asker) -> None:
    refreshed()
    user = UserFactory.create()
    RoleAssignmentFactory.create(user=user, role=Role.ASSOCIATION, area_ags="06535")
    asked = [
        tag_of(asker, PROGRESS),
        tag_of(asker, f"{PROGRESS}?gebiet=06531"),
        tag_of(asker, f"{PROGRESS}?stand=2026-06-30"),
        tag_of(Asker(user), PROGRESS),
    ]
    assert len(set(asked)) == len(asked)


def test_known_roll_up_costs_no_sums(asker: Asker) -> None:
    refreshed()
    tag = tag_of(asker, f"{PROGRESS}?stand=2026-06-30")
    with CaptureQueriesContext(connection) as queries:
        known = asker.ask(f"{PROGRESS}?stand=2026-06-30", None, **{"If-None-Match": tag})
    assert known.status_code == 304
    assert [query["sql"] for query in queries if "services_rolloutevent" in query["sql"]] == []


def test_version_of_a_list_follows_its_rows(asker: Asker) -> None:
    line = ikz_line("250000.00")
    tags = [tag_of(asker, path) for path in ("grants", "programs", "reports/mittel")]
    assert tag_of(asker, "reports/mittel") == tags[2]
    decided(line)
    refreshed()
    assert tag_of(asker, "grants") != tags[0]
    assert tag_of(asker, "programs") == tags[1]
    assert tag_of(asker, "reports/mittel") != tags[2]


def test_lists_cost_the_same_queries_for_one_and_three_rows(asker: Asker) -> None:
    line = ikz_line("900000.00")
    counts: dict[str, set[int]] = {}
    asker.ask("programs")  # the first request of a minute is noted in the security log
    for number in (1, 2):
        for _case in range(number):
            grant = decided(line)
        for name, path in (("list", "grants"), ("one", f"grants/{grant.pk}")):
            with CaptureQueriesContext(connection) as queries:
                assert asker.ask(path).status_code == 200
            counts.setdefault(name, set()).add(len(queries))
    bodies = set()
    for limit in ("1", "3"):
        with CaptureQueriesContext(connection) as queries:
            asker.get("municipalities", {"limit": limit})
        bodies.add(len(queries))
    assert len(bodies) == 1
    assert {name: len(found) for name, found in counts.items()} == dict.fromkeys(counts, 1)


def test_answer_is_of_the_day_that_is_asked_for(asker: Asker) -> None:
    answer = asker.get("grants", {"stand": "2026-06-30"})
    assert answer["stand"] == "2026-06-30"
    assert asker.get("grants")["stand"] == date(2026, 11, 23).isoformat()
