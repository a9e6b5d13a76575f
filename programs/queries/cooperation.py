"""Statistics of decided grants: cooperations, participations and different municipalities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from core.as_of import AsOf
from core.money import round_eur
from programs.models import Program, PublishedFigure

FIRST_DAY = date(1900, 1, 1)


@dataclass(frozen=True)
class Cooperations:
    """Grants decided in a period: counts, and the euros they were granted with at first.

    `rated` of the cooperations say what the task cost a year before; `baseline_eur` and
    `saving_eur` are theirs alone. `subject_area` is "" where they are not told apart by it.
    """

    start: date
    end: date
    subject_area: str
    cooperations: int
    participations: int
    bodies: int
    cross_district: int
    approved_eur: Decimal
    rated: int
    baseline_eur: Decimal
    saving_eur: Decimal

    @property
    def year(self) -> int:
        return self.start.year

    @property
    def mean_eur(self) -> Decimal | None:
        return round_eur(self.approved_eur / self.cooperations) if self.cooperations else None


def decided_in(
    program: Program,
    periods: Sequence[tuple[date, date]],
    *,
    at: AsOf,
    told: list[int] | None = None,
    by_subject_area: bool = False,
) -> list[Cooperations]:
    """Grants with a first decision in each period; one row per period, in one statement.

    A grant counts in the period of its first decision, with the amount of that decision. With
    `told` those grants alone, once their decision was notified. With `by_subject_area` there is
    a row per period and task area, as recorded today.
    Source: docs/rules/programs.md, "IKZ-Statistik".
    """
    if not periods:
        return []
    values = ", ".join(["(%s::date, %s::date)"] * len(periods))
    area = "COALESCE(e.subject_area, '')" if by_subject_area else "''"
    sql = f"""
        SELECT p.first, p.last, {area} AS area, count(DISTINCT e.grant_id),
            count(DISTINCT (e.grant_id, e.municipality_id))
                FILTER (WHERE e.municipality_id IS NOT NULL),
            count(DISTINCT e.municipality_id),
            count(DISTINCT e.grant_id) FILTER (WHERE e.is_cross_district),
            COALESCE(sum(e.amount_eur), 0.00),
            count(*) FILTER (WHERE e.number = 1 AND e.planned_eur IS NOT NULL),
            COALESCE(sum(e.baseline_eur)
                FILTER (WHERE e.number = 1 AND e.planned_eur IS NOT NULL), 0.00),
            COALESCE(sum(e.baseline_eur - e.planned_eur) FILTER (WHERE e.number = 1), 0.00)
        FROM (VALUES {values}) p (first, last)
        LEFT JOIN (
            SELECT l.grant_id, l.municipality_id, l.amount_eur, l.booked_on, g.subject_area,
                NULLIF(g.baseline_eur, 0) AS baseline_eur,
                CASE WHEN g.baseline_eur > 0 THEN g.planned_eur END AS planned_eur,
                row_number() OVER (PARTITION BY l.grant_id ORDER BY l.booked_on, l.id) AS number,
                min(m.district_id) OVER of_grant <> max(m.district_id) OVER of_grant
                    AS is_cross_district
            FROM programs_ledgerentry l
            JOIN programs_decision d ON d.id = l.decision_id AND d.kind = 'initial'
                AND d.cancelled_at IS NULL
            JOIN programs_grant g ON g.id = l.grant_id AND g.program_id = %s
            LEFT JOIN municipalities_municipality m ON m.ags = l.municipality_id
            WHERE l.kind = 'commitment' AND l.booked_on <= %s AND l.reverses_id IS NULL
                AND l.authorisation_id IS NULL
                AND (%s::bigint[] IS NULL OR (l.grant_id = ANY(%s) AND d.notified_on <= %s))
            WINDOW of_grant AS (PARTITION BY l.grant_id)
        ) e ON e.booked_on BETWEEN p.first AND p.last
        GROUP BY p.first, p.last, area ORDER BY p.first, p.last, area
    """  # noqa: S608  # only placeholders and constants are put in
    bounds = [day for period in periods for day in period]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*bounds, program.pk, at.day, told, told, at.day])
        return [Cooperations(*row) for row in cursor.fetchall()]


def by_year(program: Program, *, at: AsOf, told: list[int] | None = None) -> list[Cooperations]:
    """The statistics of each year in which the program has a budget line, newest first."""
    years = set(program.budget_lines.values_list("fiscal_year", flat=True))
    periods = [(date(year, 1, 1), date(year, 12, 31)) for year in years]
    found = decided_in(program, periods, at=at, told=told)
    return [row for row in reversed(found) if row.cooperations]


def until_year_end(
    program: Program,
    years: Iterable[Cooperations],
    *,
    at: AsOf,
    told: list[int] | None = None,
) -> dict[int, Cooperations]:
    """For each of the years everything decided from the first day on until its end."""
    periods = [(FIRST_DAY, row.end) for row in years]
    return {row.end.year: row for row in decided_in(program, periods, at=at, told=told)}


def by_area(program: Program, *, at: AsOf, told: list[int] | None = None) -> list[Cooperations]:
    """The statistics of each task area over all years until the day, by its name."""
    found = decided_in(program, [(FIRST_DAY, at.day)], at=at, told=told, by_subject_area=True)
    return [row for row in found if row.cooperations]


@dataclass(frozen=True)
class Comparison:
    """A published figure and ours for the same period; ours is None where we do not count it."""

    published: PublishedFigure
    ours: Decimal | int | None
    is_money: bool


def compare_published(
    program: Program, *, at: AsOf, told: list[int] | None = None
) -> list[Comparison]:
    """The program's published figures, each beside ours; never added to one another."""
    figures = list(program.published_figures.all())
    first_year = min(program.budget_lines.values_list("fiscal_year", flat=True), default=None)
    periods = sorted({p for p in map(_period, figures) if _is_covered(p, first_year, at)})
    found = decided_in(program, periods, at=at, told=told)
    ours = {(row.start, row.end): row for row in found}
    return [
        Comparison(figure, _ours(figure, ours.get(_period(figure))), figure.unit == "EUR")
        for figure in figures
    ]


def _period(figure: PublishedFigure) -> tuple[date, date]:
    return figure.period_from or FIRST_DAY, figure.period_to or date.max


def _is_covered(period: tuple[date, date], first_year: int | None, at: AsOf) -> bool:
    """Whether our books reach over the whole period by the day, so that a comparison is fair."""
    start, end = period
    return end <= at.day and first_year is not None and first_year <= start.year


def _ours(figure: PublishedFigure, row: Cooperations | None) -> Decimal | int | None:
    if row is None:
        return None
    counts: dict[str, Decimal | int] = {
        "Kooperationen": row.cooperations,
        "Förderungen": row.cooperations,
        "Beteiligungen": row.participations,
        "Fördersumme": row.approved_eur,
    }
    return counts.get(figure.measure)
