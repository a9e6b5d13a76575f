"""Page, API and every file of a report agree: rows and sums, for random filters, days and roles.

The page and the files also agree in a random choice of columns; the API has all of them.
One question to each report in the suite; OZG_RANDOM=100 asks as many.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pypdf
import pytest
import python_calamine
from django import forms
from django.test import Client
from django.utils.choices import flatten_choices

from accounts.choices import Role
from accounts.models import User
from core.formats import format_count, format_day, format_eur, format_mean, format_share
from core.reporting import REGISTRY
from core.text import in_one_line
from reports.making import COLUMNS, form_of, may_run
from tests.api.asking import Asker
from tests.factories.accounts import RoleAssignmentFactory, UserFactory
from tests.portal.cases import decided, planned, refreshed
from tests.programs.desk import ikz_line, signed_in
from tests.reports.files import three_towns_live

pytestmark = pytest.mark.django_db

QUESTIONS = int(os.environ.get("OZG_RANDOM", "1"))
DAYS = ("", "2026-11-23", "2026-11-22", "2026-06-30", "2024-03-01", "2020-01-01")
ROLES = [
    (Role.AUDITOR, ""),
    (Role.OFFICER, ""),
    (Role.COORDINATOR, ""),
    (Role.ASSOCIATION, ""),
    (Role.GOVERNMENT_DISTRICT, "065"),
]
PLACES = {"eur": Decimal("0.01"), "mean": Decimal("0.01"), "share": Decimal("0.000001")}
SHOWN_ON_A_PAGE = 1000
ON_PAPER = 40  # rows of the reports whose PDF is read back; more would only take longer
PRINTED = {
    "eur": format_eur,
    "mean": format_mean,
    "share": format_share,
    "day": lambda day: format_day(date.fromisoformat(day)),
    "text": in_one_line,
}


Query = dict[str, str | list[str]]


def asked(report: Any, user: User, chance: random.Random) -> Query:
    """A random day, filter and choice of columns out of what the person is offered."""
    query: Query = {}
    for name, field in form_of(report, user, None).fields.items():
        offered = offered_by(field)
        if name != COLUMNS and offered and chance.random() < 0.4:
            query[name] = chance.choice(offered)
    form = form_of(report, user, query)
    if form.is_valid() and chance.random() < 0.7:
        offered = offered_by(form.fields[COLUMNS])
        query[COLUMNS] = chance.sample(offered, chance.randint(1, len(offered)))
    day = chance.choice(DAYS)
    return query | ({"stand": day} if day and report.is_dated else {})


def offered_by(field: forms.Field) -> list[str]:
    if isinstance(field, forms.ModelChoiceField):
        key = field.to_field_name or "pk"
        rows: Any = field.queryset
        return [str(getattr(row, key)) for row in rows[:200]]
    choices: Any = getattr(field, "choices", [])
    flat: Any = flatten_choices(choices)
    return [str(key) for key, _label in flat if key != ""]


def plain(value: Any, kind: str) -> Any:
    """The value apart from how a format writes it; None where it is empty."""
    if value is None or value == "":
        return None
    if kind == "text":
        whole = isinstance(value, float) and value.is_integer()
        return str(int(value) if whole else value).removeprefix("'")
    if kind == "day":
        return day_of(value)
    number = Decimal(str(value).replace(",", "."))
    places = PLACES.get(kind)
    return int(number) if places is None else number.quantize(places, rounding=ROUND_HALF_UP)


def day_of(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if "." in str(value):
        return datetime.strptime(str(value), "%d.%m.%Y").date().isoformat()  # noqa: DTZ007
    return str(value)[:10]


class Told:
    """What the JSON file says, which all others are held against."""

    def __init__(self, client: Client, name: str, query: Query) -> None:
        self.client, self.name, self.query = client, name, query
        told = json.loads(self.file("json"))
        self.columns = [(column["key"], column["kind"]) for column in told["columns"]]
        self.labels = [column["label"] for column in told["columns"]]
        self.rows = [self.row([row[key] for key, _kind in self.columns]) for row in told["rows"]]
        kinds = dict(self.columns)
        self.totals = {key: plain(value, kinds[key]) for key, value in told["totals"].items()}

    def file(self, fmt: str) -> bytes:
        response: Any = self.client.get(f"/berichte/{self.name}/{fmt}/", self.query)
        assert response.status_code == 200, (self.name, fmt, self.query)
        return b"".join(response)

    def row(self, values: list[Any]) -> list[Any]:
        kinds = [kind for _key, kind in self.columns]
        padded = [*values, *[None] * (len(kinds) - len(values))]
        return [plain(value, kind) for value, kind in zip(padded, kinds, strict=True)]

    def sums(self) -> list[Any]:
        """The row of sums, without its first cell, which names it."""
        return [self.totals.get(key) for key, _kind in self.columns[1:]]

    def check_page(self, page: Any) -> None:
        keys = [key for key, _kind in self.columns]
        shown = [self.row([row[key] for key in keys]) for row in page.context["table"].data.data]
        assert shown == self.rows[:SHOWN_ON_A_PAGE], (self.name, self.query)
        assert page.context["count"] == len(self.rows)

    def check_api(self, first: Any, asker: Asker) -> None:
        items = asker.items(f"reports/{self.name}", {**whole(self.query), "limit": "500"})
        keys = [key for key, _kind in self.columns]
        told = [self.row([item[key] for key in keys]) for item in items]
        assert told == self.rows, (self.name, self.query)
        kinds = dict(self.columns)
        given = {key: value for key, value in first["totals"].items() if key in kinds}
        totals = {key: plain(value, kinds[key]) for key, value in given.items()}
        assert totals == self.totals, (self.name, self.query)

    def check_pdf(self) -> None:
        """Each cell stands on paper, row by row in its order, with nothing else in between."""
        pages = pypdf.PdfReader(io.BytesIO(self.file("pdf"))).pages
        lines = [self.printed(row) for row in self.rows]
        if any(total is not None for total in self.sums()):
            lines.append(f"Summe{self.printed([None, *self.sums()])}")
        found = "".join(squeezed(page.extract_text()) for page in pages)
        begun = squeezed("".join(["Tabelle", *self.labels]))
        place = found.index(begun) + len(begun)
        for line in lines:
            beside = re.compile(rf"(?:.{{0,400}}Seite\d+von\d+.{{0,400}}?)?{re.escape(line)}")
            match = beside.match(found, place)
            assert match, (self.name, self.query, line, found[place : place + 200])
            place = match.end()

    def printed(self, row: list[Any]) -> str:
        pairs = zip(row, self.columns, strict=True)
        return "".join(
            squeezed(PRINTED.get(kind, format_count)(value))
            for value, (_key, kind) in pairs
            if value is not None
        )

    def check_rows(self, found: list[list[Any]], what: str) -> None:
        """Hold rows, and the row of sums where there is one, against the JSON file."""
        body = found[: len(self.rows)]
        assert [self.row(values) for values in body] == self.rows, (self.name, what, self.query)
        rest = found[len(self.rows) :]
        if any(total is not None for total in self.sums()):
            assert [self.row([None, *rest[0][1:]])[1:]] == [self.sums()], (
                self.name,
                what,
                self.query,
            )


def squeezed(text: str) -> str:
    """The letters of a text, however it is broken into lines."""
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


def few_columns(query: Query, columns: list[tuple[str, str]]) -> Query:
    """The same question with what fits into one table on paper."""
    return {**query, COLUMNS: [key for key, _kind in columns[:5]]}


def whole(query: Query) -> dict[str, str]:
    """The same question to the API, which always has all columns."""
    return {key: value for key, value in query.items() if isinstance(value, str)}


def csv_rows(content: bytes, delimiter: str) -> list[list[Any]]:
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    rows = list(csv.reader(text, delimiter=delimiter))[1:]
    return rows[: rows.index([])] if [] in rows else rows


def sheet_rows(content: bytes) -> list[list[Any]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return rows[1:]


@pytest.fixture
def state(db: None) -> None:
    """Cases decided, told and waiting, and three towns with services online."""
    line = ikz_line("900000.00")
    decided(line)
    decided(line, notified=False)
    planned(line)
    three_towns_live()
    refreshed()


def people() -> list[User]:
    found = []
    for role, area in ROLES:
        user = UserFactory.create()
        RoleAssignmentFactory.create(user=user, role=role, area_ags=area)
        found.append(user)
    return found


@pytest.mark.usefixtures("state")
def test_page_api_and_files_agree() -> None:
    askers = {user: Asker(user) for user in people()}
    for name in sorted(REGISTRY):
        chance = random.Random(f"{name} {os.environ.get('OZG_SEED', '')}")
        allowed = [user for user in askers if may_run(REGISTRY[name], user)]
        for user, asker in askers.items():
            if user not in allowed:
                assert signed_in(user).get(f"/berichte/{name}/").status_code == 403
                assert asker.ask(f"reports/{name}").status_code == 403
        for _question in range(QUESTIONS):
            user = chance.choice(allowed)
            check_agreement(name, user, askers[user], chance)


def check_agreement(name: str, user: User, asker: Asker, chance: random.Random) -> None:
    query = asked(REGISTRY[name], user, chance)
    client = signed_in(user)
    page = client.get(f"/berichte/{name}/", query or {"x": ""})
    answer = asker.ask(f"reports/{name}", {**whole(query), "limit": "500"})
    if "table" not in page.context:
        assert answer.status_code == 422, (name, query)
        return
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
        Told(client, name, few_columns(query, told.columns)).check_pdf()
    machine = csv_rows(told.file("opencsv"), ",")
    assert [told.row(values) for values in machine] == told.rows, (name, query)
