"""Reports kept under the number of a printed paper of the Landtag, and what differs since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from psycopg2.errors import UniqueViolation

from accounts.models import User
from accounts.queries import Viewer
from accounts.sign_in.demo import has_demo_data
from core.as_of import AsOf
from core.errors import RuleError
from core.reporting import REGISTRY, Column, ColumnKind, Edition, Report
from reports.making import edition, filter_alone, form_of
from reports.models import FrozenReport
from reports.reader import author_of

RUNNING = "number"  # the running number of a row: no difference of its own
READ: dict[ColumnKind, Any] = {
    ColumnKind.COUNT: int,
    ColumnKind.EUR: Decimal,
    ColumnKind.SHARE: Decimal,
    ColumnKind.MEAN: Decimal,
    ColumnKind.DAY: date.fromisoformat,
}
Texts = list[str | None]


@dataclass(frozen=True)
class Differences:
    """Rows that stand in the printed paper and not in the report of today, and the reverse."""

    gone: list[Texts]
    added: list[Texts]


def keep_report(
    report: Report, form: forms.Form, query: str, *, number: str, at: AsOf, by: User, now: datetime
) -> FrozenReport:
    """Keep the rows of the report with its valid filter, as they are of the day.

    Raises RuleError for a report that is no annex, and where the number has this one already.
    """
    if not report.can_freeze:
        raise RuleError(_("This report is no annex to a printed paper."), code="no_annex")
    kept = {"number": number, "report": report.name, "query": filter_alone(query)}
    if FrozenReport.objects.filter(**kept).exists():
        raise _has_it_already(number)
    made = edition(report, by, form, at=at, now=now)
    frozen = FrozenReport(
        **kept,
        title=str(report.title),
        filters=[list(pair) for pair in made.filters],
        day=at.day,
        standing=made.standing,
        columns=[_declared(column) for column in made.columns],
        rows=[_texts(values) for values in made],
        frozen_by=by,
        frozen_at=now,
    )
    try:
        with transaction.atomic():
            frozen.save()
    except IntegrityError as error:  # somebody else kept it while this one was made
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        raise _has_it_already(number) from error
    return frozen


def _has_it_already(number: str) -> RuleError:
    message = _("Printed paper %(number)s has this annex already. What was given stays.")
    return RuleError(message % {"number": number}, field="number", code="frozen")


def kept_edition(frozen: FrozenReport, user: Viewer, *, now: datetime) -> Edition:
    """The annex as it was given, to be shown or written to a file for `user`."""
    made = _edition(frozen, _columns(frozen), frozen.rows, now)
    return replace(made, author=author_of(user))


def changed_edition(frozen: FrozenReport, rows: list[Texts], *, now: datetime) -> Edition:
    """Rows of `differences`, without running number and sums."""
    columns = [replace(c, summed=False) for c in _columns(frozen) if c.key != RUNNING]
    return _edition(frozen, columns, rows, now)


def _columns(frozen: FrozenReport) -> list[Column]:
    return [
        Column(row["key"], row["label"], ColumnKind(row["kind"]), row["summed"], help=row["help"])
        for row in frozen.columns
    ]


def _edition(
    frozen: FrozenReport, columns: list[Column], rows: list[Texts], now: datetime
) -> Edition:
    number = (_("Printed paper"), frozen.number)
    return Edition(
        report=REGISTRY[frozen.report],
        columns=columns,
        rows=_read(rows, columns),
        filters=[number, *((label, value) for label, value in frozen.filters)],
        standing=frozen.standing,
        day=frozen.day,
        made_at=now,
        is_demo=has_demo_data(),
    )


def differences(frozen: FrozenReport, user: Viewer, *, now: datetime) -> Differences:
    """What the report says today of the same day and filter, held against what was given.

    Raises RuleError where the report has other filters or columns by now.
    """
    report = REGISTRY[frozen.report]
    form = form_of(report, user, QueryDict(frozen.query))
    if not form.is_valid():
        raise RuleError(_("The filter does not fit this report any more."), code="filter")
    made = edition(report, user, form, at=AsOf.on(frozen.day), now=now)
    keys = [column.key for column in made.columns]
    if keys != [row["key"] for row in frozen.columns]:
        raise RuleError(_("The report has other columns by now."), code="columns")
    counted = [index for index, key in enumerate(keys) if key != RUNNING]
    then = Counter(tuple(row[index] for index in counted) for row in frozen.rows)
    today = Counter(tuple(row[index] for index in counted) for row in map(_texts, made))
    return Differences(_rows(then - today), _rows(today - then))


def _rows(found: Counter[tuple[str | None, ...]]) -> list[Texts]:
    return [list(row) for row in found.elements()]


def _declared(column: Column) -> dict[str, Any]:
    return {
        "key": column.key,
        "label": str(column.label),
        "kind": column.kind.value,
        "summed": column.summed,
        "help": str(column.help or ""),
    }


def _texts(values: list[Any]) -> Texts:
    return [None if value is None else str(value) for value in values]


def _read(rows: list[Texts], columns: list[Column]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            column.key: None if text is None else READ.get(column.kind, str)(text)
            for column, text in zip(columns, row, strict=True)
        }
