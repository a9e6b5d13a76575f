# ruff: noqa: S608  # built from constants of ours; values are parameters
"""The statement behind "from euros to effect": funded pairs, and what happened to each by a day."""

from __future__ import annotations

from programs.choices import DecisionKind

# What a service can reach in a body; an event that adds one of them is a step forward.
STEPS = ("registered", "configured", "listed", "integrated", "live")
ENDINGS = (
    DecisionKind.REJECTION,
    DecisionKind.REVOCATION,
    DecisionKind.ANNULMENT,
    DecisionKind.LAPSE,
)

_ADDED = " OR ".join(f"e.{step} AND NOT lag(e.{step}, 1, FALSE) OVER chain" for step in STEPS)
_ENDED = ", ".join(f"'{kind.value}'" for kind in ENDINGS)

# Decisions count from the day they were notified, the progress of a body that was merged or
# renumbered goes on in its successor, and in whoever follows that: one line of bodies.
MOST_MERGERS = 20  # in a row; ends a circle
PAIRS = f"""
    WITH RECURSIVE line AS (
        SELECT ags AS first, ags, 0 AS step, valid_to, successor_id, TRUE AS has_begun
        FROM municipalities_municipality
        UNION ALL
        SELECT l.first, n.ags, l.step + 1, n.valid_to, n.successor_id,
            l.has_begun AND l.valid_to < %(day)s
        FROM line l JOIN municipalities_municipality n ON n.ags = l.successor_id
        WHERE l.step < {MOST_MERGERS}
    )
    SELECT g.id, g.file_reference, g.title, r.name AS program, m.ags, m.name, p.share_eur,
        s.ozg_id, s.name AS service_name,
        COALESCE(decided.funded_on, make_date(g.published_year, 12, 31)) AS funded_on,
        LEAST(
            decided.ended_on, CASE WHEN g.withdrawn_on <= %(day)s THEN g.withdrawn_on END
        ) AS ended_on,
        moved.live_since, COALESCE(moved.is_live, FALSE) AS is_live, moved.last_step
    FROM programs_grant g
    JOIN programs_program r ON r.id = g.program_id
    JOIN programs_participation p ON p.grant_id = g.id
    JOIN municipalities_municipality m ON m.ags = p.municipality_id
    JOIN programs_grant_services gs ON gs.grant_id = g.id
    JOIN services_ozgservice s ON s.ozg_id = gs.ozgservice_id
    LEFT JOIN LATERAL (
        SELECT min(d.told_on) FILTER (WHERE d.kind = 'initial') AS funded_on,
            min(d.told_on) FILTER (WHERE d.kind IN ({_ENDED})) AS ended_on
        FROM (
            SELECT kind, COALESCE(delivered_on, notified_on) AS told_on
            FROM programs_decision WHERE grant_id = g.id
        ) d WHERE d.told_on <= %(day)s
    ) decided ON TRUE
    LEFT JOIN LATERAL (
        SELECT min(step.valid_from) FILTER (WHERE step.live) AS live_since,
            bool_or(step.live) FILTER (WHERE step.stands) AS is_live,
            max(step.valid_from) FILTER (WHERE step.is_forward) AS last_step
        FROM (
            SELECT e.valid_from, e.live, {_ADDED} AS is_forward,
                (e.valid_to IS NULL OR e.valid_to > %(day)s) AND l.has_begun
                    AND (l.valid_to IS NULL OR l.valid_to >= %(day)s) AS stands
            FROM line l JOIN services_rolloutevent e ON e.municipality_id = l.ags
            WHERE l.first = m.ags AND e.service_id = s.ozg_id
                AND e.valid_from <= %(day)s AND (e.valid_to IS NULL OR e.valid_to > e.valid_from)
            WINDOW chain AS (ORDER BY l.step, e.valid_from)
        ) step
    ) moved ON TRUE
    WHERE g.id = ANY(%(grants)s) AND (%(bodies)s::text[] IS NULL OR m.ags = ANY(%(bodies)s))
    ORDER BY r.name, g.file_reference, g.id, m.sort_name, m.ags, s.sort_name, s.ozg_id
"""
