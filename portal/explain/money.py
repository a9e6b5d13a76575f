"""The figures of money: available, committed, paid and free, of a program and a year or of all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_STATE_MONEY
from core.as_of import AsOf
from core.formats import format_eur
from core.forms.choices import ALL
from core.money import ZERO
from core.reporting import Column, ColumnKind, Report, Row
from portal.explain.figure import Explained
from programs.models import Program
from programs.queries.budget.figures import Budget, budget
from programs.reports.addresses import cases_of_year, program_url


class MoneyForm(forms.Form):
    """One program and one fiscal year; empty means all."""

    programm = forms.ModelChoiceField(
        label=_("Funding program"),
        required=False,
        queryset=Program.objects.all(),
        to_field_name="code",
        empty_label=ALL,
    )
    jahr = forms.IntegerField(
        label=_("Fiscal year"), required=False, min_value=2004, max_value=2100
    )


@dataclass(frozen=True)
class _Lines:
    """Each program and fiscal year with its amount, and what it is the sum of."""

    amount: Callable[[Budget], Decimal]
    parts: tuple[tuple[str, Any, Callable[[Budget], Decimal]], ...]

    def columns(self, _filters: Mapping[str, Any]) -> list[Column]:
        euros = [
            Column(key, label, ColumnKind.EUR, summed=True) for key, label, _read in self.parts
        ]
        return [
            Column(
                "program",
                _("Funding program"),
                help=_("With bookings by the day"),
                link=program_url,
                link_by=("code",),
            ),
            Column("year", _("Fiscal year"), link=cases_of_year, link_by=("code", "year")),
            *euros,
            Column("amount", _("Amount"), ColumnKind.EUR, summed=True, help=_("The figure")),
        ]

    def rows(self, _user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
        for row in _budgets("year", filters, at):
            yield {
                "code": row.program,
                "program": row.program_name,
                "year": str(row.fiscal_year),
                "amount": self.amount(row),
                **{key: read(row) for key, _label, read in self.parts},
            }

    def value(self, filters: Mapping[str, Any], at: AsOf) -> str:
        return format_eur(sum(map(self.amount, _budgets("total", filters, at)), ZERO))


def _budgets(by: str, filters: Mapping[str, Any], at: AsOf) -> list[Budget]:
    program = filters["programm"]
    return budget(by, at=at, program=program.code if program else "", year=filters["jahr"])


def _explained(code: str, title: Any, formula: Any, rule: Any, lines: _Lines) -> Explained:
    return Explained(
        report=Report(
            name=code,
            title=title,
            permission=SEE_STATE_MONEY,
            columns=lines.columns,
            form=MoneyForm,
            rows=lines.rows,
            is_dated=True,
            rollup="budget",
            rule=rule,
            basis=_("The ledger of bookings, up to the day"),
        ),
        part=formula,
        whole="",
        value=lines.value,
        sums=lambda totals: format_eur(totals["amount"]),
    )


MONEY_FIGURES = [
    _explained(
        "verfuegbar",
        _("Available"),
        _("appropriation + supplementary budget + carry-over − blocked funds"),
        _("Appropriation, supplementary budget and carry-over, less blocked funds"),
        _Lines(
            lambda row: row.available_eur,
            (
                ("appropriated", _("Appropriation"), lambda row: row.appropriated_eur),
                ("supplementary", _("Supplementary budget"), lambda row: row.supplementary_eur),
                ("carried_over", _("Carried over"), lambda row: row.carried_over_eur),
                ("blocked", _("Blocked"), lambda row: row.blocked_eur),
            ),
        ),
    ),
    _explained(
        "gebunden",
        _("Committed"),
        _("commitments of approved grants + operating costs, after changes and revocations"),
        _("Approved grants and operating costs on the budget lines"),
        _Lines(
            lambda row: row.committed_eur,
            (("operating", _("of this operating costs"), lambda row: row.operating_cost_eur),),
        ),
    ),
    _explained(
        "ausgezahlt",
        _("Paid"),
        _("payments to recipients + operating costs, by value date"),
        _("Payments by value date"),
        _Lines(lambda row: row.paid_eur, ()),
    ),
    _explained(
        "frei",
        _("Free"),
        _("available − committed"),
        _("Available less committed"),
        _Lines(
            lambda row: row.free_eur,
            (
                ("available", _("Available"), lambda row: row.available_eur),
                ("committed", _("Committed"), lambda row: row.committed_eur),
            ),
        ),
    ),
]
