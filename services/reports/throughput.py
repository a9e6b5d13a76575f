"""Report on the digitalisation factories: releases by week against the target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_PROGRESS
from core.as_of import AsOf
from core.money import CENT
from core.reporting import Column, ColumnKind, Report, Row, counted, register
from services.forms import AGREED, UntilNowForm
from services.queries.factories import throughput
from services.rules.factories import FACTORIES_FROM, FACTORIES_TO

COLUMNS = [
    Column("week", _("Week"), help=_("Year and number of the ISO week")),
    Column("monday", _("From"), ColumnKind.DAY, help=_("Monday of the week")),
    counted("released", _("Released"), _("Processes released first in the week")),
    Column(
        "mean", _("Mean of four weeks"), ColumnKind.MEAN, help=_("Of the week and three before it")
    ),
    counted("target", _("Target per week"), _("As agreed in 2019"), summed=False),
    counted(
        "cumulative", _("Released in total"), _("Since October 2019, up to the week"), summed=False
    ),
    counted(
        "cumulative_target",
        _("Target in total"),
        _("Three a week since October 2019"),
        summed=False,
    ),
    counted("in_work", _("In work"), _("At the end of the week"), summed=False),
    counted("blocked", _("Blocked processes"), _("At the end of the week"), summed=False),
    Column("reasons", _("Why blocked"), help=_("Each reason with its number of processes")),
]


def _rows(_user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    last = min(at.day, FACTORIES_TO) if filters["zeitraum"] == AGREED else at.day
    if last < FACTORIES_FROM:
        return
    for week in throughput(last):
        yield {
            **vars(week),
            "week": f"KW {week.number:02}/{week.year}",
            "mean": week.mean.quantize(CENT),
            "reasons": "; ".join(f"{reason} ({n})" for reason, n in week.reasons),
        }


register(
    Report(
        name="fabrik-durchsatz",
        title=_("Releases of the digitalisation factories by week"),
        question=_(
            "How many processes does each factory release per week, and what blocks the others?"
        ),
        permission=SEE_PROGRESS,
        columns=lambda _filters: COLUMNS,
        form=UntilNowForm,
        rows=_rows,
        is_dated=True,
        rollup="progress",
        rule=_(
            "A process counts in the week of its first release; released again after rework it "
            "is no new one. Weeks without a release stay in. The last week ends with the day."
        ),
        basis=_("Processes on civento, built by the factories since October 2019."),
    )
)
