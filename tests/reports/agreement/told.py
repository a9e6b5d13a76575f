"""What the JSON file of a report says, which page, API and all other files are held against."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from typing import Any

import python_calamine
from django.test import Client

from tests.api.asking import Asker
from tests.reports.agreement.asked import Query
from tests.reports.agreement.paper import Paper, printed

PLACES = {"eur": Decimal("0.01"), "mean": Decimal("0.01"), "share": Decimal("0.000001")}
SHOWN_ON_A_PAGE = 1000


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
        foot = footer(page.content.decode())
        has_foot = bool(self.rows) and any(total is not None for total in self.sums())
        expected = ["Summe", *self.printed([None, *self.sums()])[1:]] if has_foot else []
        assert (foot if any(foot[1:]) else []) == expected, (self.name, self.query)

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
        paper = Paper(self.file("pdf"), self.labels)
        lines = [self.printed(row) for row in self.rows]
        total = self.printed([None, *self.sums()])
        for places in paper.parts():
            for number, line in enumerate(lines, start=1):
                cells = [line[place] for place in places]
                assert paper.next_row(cells, number), (self.name, self.query, cells, paper.around())
            sums = [total[place] for place in places[1:]]
            if any(sums):
                assert paper.next_row(["Summe", *sums]), (self.name, self.query, paper.around())

    def printed(self, row: list[Any]) -> list[str]:
        pairs = zip(row, self.columns, strict=True)
        return [printed(value, kind) for value, (_key, kind) in pairs]

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


def whole(query: Query) -> dict[str, str]:
    """The same question to the API, which always has all columns."""
    return {key: value for key, value in query.items() if isinstance(value, str)}


def footer(html: str) -> list[str]:
    """The cells of the row of sums on a page; empty where there is none."""
    rows = re.findall(r"<tfoot>(.*?)</tfoot>", html, re.S)
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", "".join(rows), re.S)
    return [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in cells]


def csv_rows(content: bytes, delimiter: str) -> list[list[Any]]:
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    rows = list(csv.reader(text, delimiter=delimiter))[1:]
    return rows[: rows.index([])] if [] in rows else rows


def sheet_rows(content: bytes) -> list[list[Any]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return rows[1:]
