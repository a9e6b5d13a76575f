"""After the catalogue is switched every quota, list and file counts, and names, the new version."""

from __future__ import annotations

from datetime import date

import pytest

from core.as_of import AsOf
from core.reporting import REGISTRY
from services.actions import RolloutChange
from services.choices import TaskKind
from services.models import Catalogue
from services.queries.next_steps import next_steps
from services.queries.progress import progress_of
from services.queries.versions import basis_of, basis_today
from services.queries.work_lists import task_counts, tasks
from tests.services.queries.test_work_lists import release
from tests.services.world import SECOND_TOWN, TODAY, TOWN, live, record, switch_catalogue

pytestmark = pytest.mark.usefixtures("world")
DAY = date(2026, 3, 1)
REPORTS = ("fortschritt", "fortschritt-kommunen", "fortschritt-detail")


def test_basis_names_the_version_that_is_used_now() -> None:
    before = basis_today()
    newer = switch_catalogue("90001")
    assert before == "OZG-Leistungen in kommunaler Zuständigkeit, OZG-Katalog 2019"
    assert basis_today() == basis_of(newer)
    assert basis_of(newer, "Paare") == "Paare, OZG-Katalog 2024"
    Catalogue.objects.update(is_current=False)
    assert basis_today() == "OZG-Leistungen in kommunaler Zuständigkeit"


@pytest.mark.parametrize("name", REPORTS)
def test_reports_name_the_version_at_the_time_they_are_made(name: str) -> None:
    found = [str(REGISTRY[name].basis)]
    switch_catalogue("90001")
    found.append(str(REGISTRY[name].basis))
    assert ["2019" in found[0], "2019" in found[1], "OZG-Katalog 2024" in found[1]] == [
        True,
        False,
        True,
    ]


def test_detail_report_has_the_pairs_that_the_progress_counts() -> None:
    record(live(TOWN, "90001", DAY), live(TOWN, "90002", DAY))
    filters = {"gebiet": "06", "themenfeld": None}

    def counted() -> tuple[int, int]:
        report, at = REGISTRY["fortschritt-detail"], AsOf(TODAY)
        found = [dict(zip(report.keys, row, strict=True)) for row in report.rows(None, filters, at)]
        return sum(row["competent"] for row in found), sum(row["live"] for row in found)

    assert counted() == (13, 2)
    switch_catalogue("90002")
    total = progress_of(at=AsOf(TODAY))
    assert counted() == (total.competent, total.live) == (5, 1)


def test_work_lists_leave_out_what_is_in_no_quota() -> None:
    release("hund", "civento", DAY, "90001")
    release("geburt", "civento", DAY, "90002")
    record(
        RolloutChange(TOWN, "90001", DAY, configured=True),
        RolloutChange(TOWN, "90002", DAY, configured=True),
        RolloutChange(SECOND_TOWN, "90001", DAY, listed=True),
        live(SECOND_TOWN, "90002", DAY, level=None),
    )
    switch_catalogue("90002")
    found = {kind: {line.service for line in tasks(kind, day=TODAY)} for kind in TaskKind}
    assert found == {
        TaskKind.NOT_LISTED: {"90002"},
        TaskKind.NOT_CONFIGURED: set(),
        TaskKind.NOT_CONNECTED: {"90002"},
        TaskKind.NOT_RATED: {"90002"},
        TaskKind.NOT_REUSED: set(),
        TaskKind.UNCLEAR: set(),
    }
    assert task_counts(day=TODAY)[TaskKind.UNCLEAR] == 0


def test_next_steps_offer_services_of_the_current_version_only() -> None:
    release("hund", "civento", DAY, "90001")
    release("geburt", "civento", DAY, "90002")
    assert len(next_steps(TOWN, day=TODAY)) == 2
    switch_catalogue("90002")
    assert [step.service for step in next_steps(TOWN, day=TODAY)] == ["90002"]
