"""A report that shows what a test gives it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from django import forms

from core.reporting import Column, Edition, Report, Row, Values

REPORT = Report(
    name="probe",
    title="Probe",
    permission="core.see",
    columns=lambda _filters: [],
    form=forms.Form,
    rows=lambda _user, _filters, _at: [],
    is_dated=False,
    rollup="",
    rule="",
    basis="",
)


def edition(columns: list[Column], rows: Iterable[Row | Values]) -> Edition:
    """An edition with these columns and rows, without a filter and a standing."""
    return Edition(
        REPORT, columns, rows, [], "", date(2026, 3, 29), datetime(2026, 11, 23, 10, tzinfo=UTC)
    )
