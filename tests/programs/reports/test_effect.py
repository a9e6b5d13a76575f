"""The report from euros to effect: page and file, its filters, its day, who may open it."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.choices import Role
from programs.models import Grant, Participation
from tests.portal.cases import cost
from tests.programs.desk import signed_in
from tests.programs.queries.effect.funded import make_grant
from tests.reports.test_pages import file_rows, page_rows
from tests.services.world import SECOND_TOWN, TOWN, VILLAGE, live, make_user, record

pytestmark = pytest.mark.django_db
REPORT = "/berichte/wirkung/"
ROLES = {
    Role.OFFICER: 200,
    Role.APPROVER: 200,
    Role.BUDGET_OFFICER: 200,
    Role.AUDITOR: 200,
    Role.COORDINATOR: 403,
    Role.ASSOCIATION: 403,
    Role.GOVERNMENT_DISTRICT: 403,
    Role.MUNICIPALITY_VIEWER: 403,
    Role.MUNICIPALITY_EDITOR: 403,
    Role.SYSTEM_ADMINISTRATOR: 403,
}


@pytest.fixture
def auditor(world: None) -> Client:
    Grant.objects.all().delete()
    return signed_in(make_user("pruefung", Role.AUDITOR))


@pytest.fixture
def grants(auditor: Client) -> None:
    """One case with a live pair and a known amount, one without, one that names no services."""
    known = make_grant(TOWN, SECOND_TOWN)
    share = Participation.objects.filter(grant=known, municipality=TOWN)
    share.update(share_eur=Decimal("60000.00"))
    make_grant(VILLAGE, services=("90002",), amount_eur=None)
    make_grant(TOWN, services=())
    record(live(TOWN, "90001", date(2025, 6, 2)), live(VILLAGE, "90002", date(2025, 7, 1)))


TOWN_ROW = [
    "IV 0", "Digital", "Test", "31.12.2024", "Oberstadt", "06431001", "Hundesteuer", "90001",
    "seitdem online gegangen", "02.06.2025",
]  # fmt: skip


@pytest.mark.usefixtures("grants")
def test_page_lists_every_pair_and_costs_only_where_both_sides_are_known(auditor: Client) -> None:
    _header, *rows, total = page_rows(auditor, REPORT)
    assert rows == [
        [*TOWN_ROW, "1", "60.000,00 €", "100.000,00 €"],
        [*TOWN_ROW[:4], "Unterstadt", "06431002", *TOWN_ROW[6:8], "noch nicht online", "—",
            "0", "unbekannt", "100.000,00 €"],
        ["IV 1", *TOWN_ROW[1:4], "Kleindorf", "06431003", "Geburtsurkunde", "90002",
            "seitdem online gegangen", "01.07.2025", "1", "unbekannt", "unbekannt"],
    ]  # fmt: skip
    assert total == ["Summe", *[""] * 9, "2", "", ""]


@pytest.mark.usefixtures("grants")
def test_file_and_command_have_the_rows_of_the_page(auditor: Client, tmp_path: Path) -> None:
    page, file = page_rows(auditor, REPORT), file_rows(auditor, f"{REPORT}csv/")
    assert [row[:9] for row in file[:-1]] == [row[:9] for row in page[:-1]]
    target = tmp_path / "wirkung.csv"
    call_command("export_report", "wirkung", output=str(target))
    written = list(csv.reader(io.StringIO(target.read_text("utf-8-sig")), delimiter=";"))
    assert written[: len(file)] == file


@pytest.mark.usefixtures("grants")
def test_report_of_a_past_day_tells_what_stood_then(auditor: Client) -> None:
    _header, first, *_rows = page_rows(auditor, f"{REPORT}?stand=2025-06-01")
    assert first[8:] == ["noch nicht online", "—", "0", "60.000,00 €", "unbekannt"]


@pytest.mark.usefixtures("grants")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?aktenzeichen=IV+1", ["IV 1"]),
        ("?programm=test&aktenzeichen=", ["IV 0", "IV 0", "IV 1"]),
        ("?programm=ikz", []),
        ("?aktenzeichen=IV", []),
    ],
)
def test_report_keeps_to_a_program_or_a_case(auditor: Client, query: str, found: list[str]) -> None:
    rows = file_rows(auditor, f"{REPORT}csv/{query}")[1:-1]
    assert [row[0] for row in rows] == found


@pytest.mark.parametrize("role", ROLES)
def test_report_opens_by_role(auditor: Client, role: Role) -> None:
    client = signed_in(make_user("probe", role, TOWN))
    assert [client.get(path).status_code for path in (REPORT, f"{REPORT}csv/")] == [ROLES[role]] * 2


@pytest.mark.parametrize("path", [REPORT, f"{REPORT}csv/"])
def test_report_sends_strangers_to_the_sign_in(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Location"][:10]) == (302, "/anmelden/")


def test_report_costs_the_same_queries_for_one_and_three(auditor: Client) -> None:
    costs = []
    for _more in range(3):
        make_grant(TOWN, VILLAGE)
        costs.append(cost(auditor, REPORT))
    assert costs[0] == costs[1] == costs[2]
