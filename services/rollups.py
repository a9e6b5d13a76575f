"""The progress roll-up: what is online where, per area and service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from core.areas import Level, area_of
from core.database.intervals import holding, holds
from core.rollups import Groups, Rollup, register
from municipalities.models import Municipality, PopulationFigure
from services.choices import CompetenceLevel
from services.models import Competence, MaturityModel, ProgressRollup, RolloutEvent
from services.rules.competence import COMPETENT, is_competent
from services.sums import SUMS, compare_sums

Group = tuple[str, str, str]  # level, area, service
AT = "%(at)s"

# Where towns with special status are competent themselves, their district is not for their people.
INHABITANTS = f"""p.population - CASE
    WHEN c.level = 'district_and_special_status' AND m.kind = 'district' THEN (
        SELECT COALESCE(sum(tp.population), 0)
        FROM municipalities_municipality t
        JOIN municipalities_populationfigure tp ON tp.municipality_id = t.ags
            AND {holds("tp", AT, begin="used_from", end="used_to")}
        WHERE t.district_id = m.ags AND t.special_status
            AND {holds("t", AT, last_day=True)}
    ) ELSE 0 END"""  # noqa: S608  # constants of ours

FACTS = f"""
SELECT m.ags, c.service_id, {INHABITANTS} AS population,
    e.id IS NOT NULL AS reported,
    COALESCE(e.applicable, TRUE) AS applicable,
    COALESCE(e.registered, FALSE) AS registered,
    COALESCE(e.configured, FALSE) AS configured,
    COALESCE(e.listed, FALSE) AS listed,
    COALESCE(e.integrated, FALSE) AS integrated,
    COALESCE(e.live, FALSE) AS live,
    COALESCE(e.live AND e.maturity_level >= mm.online_from, FALSE) AS level_online,
    COALESCE(e.live AND e.maturity_level >= mm.compliant_from, FALSE) AS level_compliant,
    e.valid_from AS reported_on
FROM municipalities_municipality m
JOIN services_competence c ON {COMPETENT}
LEFT JOIN services_rolloutevent e ON e.municipality_id = m.ags AND e.service_id = c.service_id
    AND {holds("e", AT, has_begin=True)}
LEFT JOIN services_maturitymodel mm ON mm.version = e.maturity_model_id
LEFT JOIN municipalities_populationfigure p ON p.municipality_id = m.ags
    AND {holds("p", AT, begin="used_from", end="used_to")}
WHERE {holds("m", AT, last_day=True)} AND {holds("c", AT)}
"""  # noqa: S608  # constants of ours

COUNTED = "f.applicable"
MEASURES = {
    "competent": f"count(*) FILTER (WHERE {COUNTED})",
    "reported": f"count(*) FILTER (WHERE {COUNTED} AND f.reported)",
    "registered": "count(*) FILTER (WHERE f.registered)",
    "configured": "count(*) FILTER (WHERE f.configured)",
    "listed": "count(*) FILTER (WHERE f.listed)",
    "integrated": "count(*) FILTER (WHERE f.integrated)",
    "live": "count(*) FILTER (WHERE f.live)",
    "level_online": "count(*) FILTER (WHERE f.level_online)",
    "level_compliant": "count(*) FILTER (WHERE f.level_compliant)",
    "inhabitants_competent": f"COALESCE(sum(f.population) FILTER (WHERE {COUNTED}), 0)",
    "inhabitants_live": "COALESCE(sum(f.population) FILTER (WHERE f.live), 0)",
    "inhabitants_compliant": "COALESCE(sum(f.population) FILTER (WHERE f.level_compliant), 0)",
    "last_report": "max(f.reported_on)",
}


def recompute(at: date) -> Groups:
    """The roll-up of `at` once more, in plain Python over plain ORM rows."""
    thresholds = {m.version: (m.online_from, m.compliant_from) for m in MaturityModel.objects.all()}
    events = {
        (event.municipality_id, event.service_id): event
        for event in RolloutEvent.objects.at(at).iterator()
    }
    totals: dict[Group, list[int]] = defaultdict(lambda: [0] * (len(MEASURES) - 1))
    last: dict[Group, date | None] = {}
    for body, service, people in _pairs(at):
        event = events.get((body.ags, service))
        counts = _counts(event, people, thresholds)
        for level in Level:
            key = (level.value, area_of(body.ags, level) or "", service)
            totals[key] = [sum(pair) for pair in zip(totals[key], counts, strict=True)]
            days = [last.get(key), event.valid_from if event else None]
            last[key] = max((day for day in days if day), default=None)
    return {key: (*values, last[key]) for key, values in totals.items()}


def _pairs(at: date) -> Iterator[tuple[Municipality, str, int]]:
    """Each body with each service it is competent for, and how many people that is for."""
    bodies = list(Municipality.objects.existing_on(at).only("ags", "kind", "special_status"))
    population = _population(at)
    apart = _people_of_special_towns(bodies, population)
    for competence in Competence.objects.filter(holding(at)):
        is_shared = competence.level == CompetenceLevel.DISTRICT_AND_SPECIAL
        for body in bodies:
            if is_competent(competence.level, body.kind, special_status=body.special_status):
                people = population.get(body.ags, 0) - (apart[body.ags] if is_shared else 0)
                yield body, competence.service_id, people


def _people_of_special_towns(
    bodies: list[Municipality], population: dict[str, int]
) -> dict[str, int]:
    """Inhabitants of the towns with special status per district, which it is not there for."""
    apart: dict[str, int] = defaultdict(int)
    for body in bodies:
        if body.special_status:
            apart[body.ags[:5]] += population.get(body.ags, 0)
    return apart


def _population(at: date) -> dict[str, int]:
    """Inhabitants per body: the newest figure up to `at`, else the earliest after it."""
    best: dict[str, tuple[tuple[bool, int, int], int]] = {}
    for figure in PopulationFigure.objects.all():
        basis = -1 if figure.basis == "zensus_2022" else 0
        begins = max(figure.as_of, figure.territory_from or figure.as_of)
        rank = (begins > at, abs((begins - at).days), basis)
        if figure.municipality_id not in best or rank < best[figure.municipality_id][0]:
            best[figure.municipality_id] = (rank, figure.population)
    return {ags: population for ags, (_rank, population) in best.items()}


def _counts(
    event: RolloutEvent | None, population: int, thresholds: dict[str, tuple[int, int]]
) -> list[int]:
    """One body's contribution to the measures, in their order, without the last report."""
    if event is None:
        return [1, 0, 0, 0, 0, 0, 0, 0, 0, population, 0, 0]
    competent = int(event.applicable)
    online, compliant = thresholds.get(event.maturity_model_id or "", (None, None))
    level = event.maturity_level
    is_online = int(event.live and level is not None and online is not None and level >= online)
    meets = int(event.live and level is not None and compliant is not None and level >= compliant)
    live = int(event.live)
    return [
        competent,
        competent,
        int(event.registered),
        int(event.configured),
        int(event.listed),
        int(event.integrated),
        live,
        is_online,
        meets,
        population * competent,
        population * live,
        population * meets,
    ]


PROGRESS = register(
    Rollup(
        name="progress",
        target=ProgressRollup,
        facts=FACTS,
        dimensions=("service_id",),
        measures=MEASURES,
        recompute=recompute,
        compare=compare_sums,
        sums=SUMS,
    )
)
