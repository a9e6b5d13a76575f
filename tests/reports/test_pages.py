"""Report pages: who may open them, and that the file is what the screen shows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actions import grant_role_from_console
from accounts.choices import Role
from accounts.models import User
from tests.reports.files import READERS, counts, three_towns_live

pytestmark = pytest.mark.django_db
Login = Callable[[Role], Client]


@pytest.fixture
def login() -> Login:
    def as_role(role: Role) -> Client:
        user = User.objects.create_user(f"probe-{role.value}")
        grant_role_from_console(user, role, reason="test", at=timezone.now())
        client = Client()
        client.force_login(user)
        return client

    return as_role


@pytest.fixture
def rollout() -> None:
    three_towns_live()


def file_rows(client: Client, address: str, fmt: str = "csv") -> list[list[str]]:
    response = client.get(address)
    assert response.status_code == 200
    return READERS[fmt](b"".join(response.streaming_content))  # type: ignore[attr-defined]  # a stream


def page_rows(client: Client, address: str) -> list[list[str]]:
    """The cells of the page's table as text, header and sums included."""
    html = client.get(address).content.decode()
    table = html[html.index("<table") : html.index("</table>")]
    rows = re.findall(r"<tr.*?</tr>", table, re.S)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
    return [
        [unescape(re.sub(r"(<[^>]+>|\s)+", " ", cell)).strip() for cell in row] for row in cells
    ]


@pytest.mark.parametrize("path", ["/berichte/", "/berichte/fortschritt/", "/berichte/mittel/csv/"])
def test_reports_send_strangers_to_the_sign_in(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Location"][:10]) == (302, "/anmelden/")


@pytest.mark.parametrize("path", ["/berichte/", "/berichte/fortschritt/csv/", "/berichte/mittel/"])
def test_reports_are_closed_to_municipalities(login: Login, path: str) -> None:
    assert login(Role.MUNICIPALITY_EDITOR).get(path).status_code == 403


def test_reports_with_single_cases_are_closed_to_coordinators(login: Login) -> None:
    client = login(Role.COORDINATOR)
    assert client.get("/berichte/zuwendungen/csv/").status_code == 403
    assert "/berichte/zuwendungen/" not in client.get("/berichte/").content.decode()


def test_report_that_does_not_exist_is_not_found(login: Login) -> None:
    client = login(Role.COORDINATOR)
    assert client.get("/berichte/gibt-es-nicht/").status_code == 404
    assert client.get("/berichte/fortschritt/doc/").status_code == 404


@pytest.mark.usefixtures("rollout")
@pytest.mark.parametrize("fmt", READERS)
def test_progress_file_has_the_rows_and_sums_of_the_page(login: Login, fmt: str) -> None:
    client = login(Role.COORDINATOR)
    query = "?gebiet=06531&gliederung=service"
    page = page_rows(client, f"/berichte/fortschritt/{query}")
    file = file_rows(client, f"/berichte/fortschritt/{fmt}/{query}", fmt)
    assert [row[:3] for row in page] == [row[:3] for row in file]
    sums = counts([page[0], [cell.replace(".", "") for cell in page[-1]]])
    assert sums["Online"] == "9"
    assert sums == {name: counts(file)[name] for name in sums}


@pytest.mark.usefixtures("rollout")
def test_days_of_a_report_stand_on_its_page(login: Login) -> None:
    page = page_rows(login(Role.COORDINATOR), "/berichte/fortschritt/?gebiet=06531")
    column = page[0].index("Letzte Meldung")
    assert {row[column] for row in page[1:-1]} <= {"01.03.2024", "—"}
    assert "01.03.2024" in [row[column] for row in page]


@pytest.mark.usefixtures("rollout")
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    area=st.sampled_from(["", "064", "065", "066", "06531", "06415", "06633"]),
    breakdown=st.sampled_from(["", "theme_field", "situation", "service", "process"]),
    theme=st.sampled_from(["", "familie-kind", "bauen-wohnen"]),
    day=st.sampled_from(["", "2023-12-31", "2024-06-30"]),
)
def test_file_rows_equal_page_rows_for_any_filter(
    admin_like: Client, area: str, breakdown: str, theme: str, day: str
) -> None:
    query = f"?gebiet={area}&gliederung={breakdown}&themenfeld={theme}&stand={day}"
    page = page_rows(admin_like, f"/berichte/fortschritt/{query}")
    file = file_rows(admin_like, f"/berichte/fortschritt/csv/{query}")
    assert len(page) == len(file)
    assert [row[:3] for row in page[:-1]] == [row[:3] for row in file[:-1]]


@pytest.fixture
def admin_like(login: Login) -> Client:
    return login(Role.COORDINATOR)


@pytest.mark.usefixtures("rollout")
def test_progress_page_costs_the_same_for_one_row_and_many(login: Login) -> None:
    client = login(Role.COORDINATOR)
    client.get("/berichte/fortschritt/")  # what is kept for all requests is asked once
    counts = []
    for query in ("?gliederung=theme_field", "?gliederung=service"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/berichte/fortschritt/{query}")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_progress_report_refuses_a_future_day_in_words(login: Login) -> None:
    html = login(Role.COORDINATOR).get("/berichte/fortschritt/?stand=2099-01-01").content.decode()
    assert "01.01.2099 liegt in der Zukunft" in html


@pytest.mark.usefixtures("rollout")
def test_export_report_writes_the_same_rows_as_the_page(login: Login, tmp_path: Path) -> None:
    target = tmp_path / "fortschritt.csv"
    call_command("export_report", "fortschritt", filter=["gebiet=06531"], output=str(target))
    written = list(csv.reader(io.StringIO(target.read_text("utf-8-sig")), delimiter=";"))
    file = file_rows(login(Role.COORDINATOR), "/berichte/fortschritt/csv/?gebiet=06531")
    assert written[: len(file)] == file


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"name": "fortschrit"}, "fortschritt-kommunen"),
        ({"filter": ["gebiet=99"]}, "gebiet"),
        ({"filter": ["kreis=06531"]}, "gliederung"),
        ({"filter": ["06531"]}, "06531"),
        ({"as_of": "2024-02-30"}, "2024-02-30"),
        ({"as_of": "2099-01-01"}, "01.01.2099"),
    ],
)
def test_export_report_names_what_is_wrong_and_writes_nothing(
    tmp_path: Path, options: dict[str, object], said: str
) -> None:
    target = tmp_path / "x.csv"
    name = options.pop("name", "fortschritt")
    with pytest.raises(CommandError) as refusal:
        call_command("export_report", name, output=str(target), **options)
    assert said in str(refusal.value)
    assert list(tmp_path.iterdir()) == []
