"""The chart above the table of a report, made of the rows that stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.charts import Chart, Series, Shape, Unit
from core.charts.scale import Scale
from core.reporting import Column, ColumnKind, Edition

MOST_LABELS, MOST_BARS = 20, 45  # more of them are read in the table
WIDEST, WIDTH_OF_LETTER = 30, 0.75  # of the labels, in hundredths of the page
UNITS = {ColumnKind.COUNT: Unit.COUNT, ColumnKind.EUR: Unit.EUR, ColumnKind.SHARE: Unit.SHARE}
Rows = Sequence[Sequence[Any]]


def chart_of(edition: Edition, rows: Rows) -> Chart | None:
    """The bars that the report declares, of the values of these rows.

    Rows of one label are added up. None without one of the columns, and where there is nothing to
    compare, more than can be read, or nothing but zeros.
    """
    bars = edition.report.bars
    places = {column.key: place for place, column in enumerate(edition.columns)}
    if bars is None or not places.keys() >= set(bars.columns):
        return None
    columns = [edition.columns[places[key]] for key in bars.columns]
    found = {key: [str(row[places[key]]) for row in rows] for key in bars.by if key in places}
    label = _label({key: texts for key, texts in found.items() if _can_draw(columns, texts)})
    if label is None:
        return None
    return _chart(edition, places[label], [places[key] for key in bars.columns], rows)


def _label(found: dict[str, list[str]]) -> str | None:
    """The first column of several texts, else the first one."""
    several = (key for key, texts in found.items() if len(set(texts)) > 1)
    return next(several, next(iter(found), None))


def _can_draw(columns: Sequence[Column], labels: Sequence[str]) -> bool:
    """Whether there is something to compare that can be read, and no share has to be added up."""
    count = len(set(labels))
    bars = count * len(columns)
    is_added = all(column.summed for column in columns)
    return count <= MOST_LABELS and 1 < bars <= MOST_BARS and (is_added or count == len(labels))


def _chart(edition: Edition, label: int, values: Sequence[int], rows: Rows) -> Chart | None:
    sums: dict[str, dict[int, Any]] = {str(row[label]): dict.fromkeys(values) for row in rows}
    for row in rows:
        known = sums[str(row[label])]
        known.update({place: _added(known[place], row[place]) for place in values})
    columns = [edition.columns[place] for place in values]
    names = ", ".join(column.heading for column in columns)
    by = edition.columns[label].heading
    chart = Chart(
        id=f"{edition.report.name}-bild",
        title=_("%(columns)s by %(label)s") % {"columns": names, "label": by},
        summary="",
        labels=list(sums),
        series=[
            Series(column.heading, [found[place] for found in sums.values()], Shape.BAR)
            for column, place in zip(columns, values, strict=True)
        ],
        unit=UNITS[columns[0].kind],
        is_lying=True,
    )
    return chart if chart.highest > 0 else None


def _added(known: Any, more: Any) -> Any:
    """The sum; what is unknown adds nothing, and unknown alone stays unknown."""
    return more if known is None else known + (more or 0)


def drawn(chart: Chart) -> dict[str, Any]:
    """What report.typ draws: texts, and how much of the room each bar fills, 0 to 1."""
    top = Decimal(1) if chart.unit is Unit.SHARE else chart.highest
    scale = Scale(top, top)
    readings = "; ".join(chart.reading(place) for place in range(len(chart.labels)))
    return {
        "title": str(chart.title),
        "alt": _("Bar chart. %(values)s.") % {"values": readings},
        "width": min(WIDEST, 3 + max(map(len, chart.labels)) * WIDTH_OF_LETTER),
        "names": [str(series.name) for series in chart.series],
        "rows": [
            {
                "label": label,
                "texts": [chart.text(series.data[place]) for series in chart.series],
                "parts": [scale.part(series.data[place] or 0) for series in chart.series],
            }
            for place, label in enumerate(chart.labels)
        ],
    }
