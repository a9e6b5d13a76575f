"""The set-based statements behind record_rollouts, over the relation `rollout_incoming`."""

from __future__ import annotations

from core.database.intervals import holds
from services.rules.competence import COMPETENT

FLAGS = ("registered", "configured", "listed", "integrated")

# What a change says, in the order in which it is handed over: where and when, what is said of the
# state, the rating, a note.
_STATED_TYPES = {
    "applicable": "boolean", "registered": "boolean", "configured": "boolean",
    "listed": "boolean", "integrated": "boolean", "live": "boolean", "paused": "boolean",
    "process": "text",
}  # fmt: skip
_TYPES = {
    "row": "integer", "ags": 'text COLLATE "C"', "service": 'text COLLATE "C"', "day": "date",
    **_STATED_TYPES,
    "maturity_model": "text", "maturity_level": "smallint", "maturity_criteria": "smallint[]",
    "note": "text",
}  # fmt: skip
STATED = tuple(_STATED_TYPES)
COLUMNS = tuple(_TYPES)
QUOTED = tuple(f'"{name}"' for name in COLUMNS)
_TYPED = ", ".join(f'"{name}" {kind}' for name, kind in _TYPES.items())

# The statements below read a relation `rollout_incoming`: a temporary table for files, a part of
# the statement itself for the few changes of a form.
CREATE = f"CREATE TEMP TABLE rollout_incoming ({_TYPED}, round integer DEFAULT 1) ON COMMIT DROP"
FEW = f"""
    WITH rollout_incoming AS MATERIALIZED (
        SELECT i.*, 1 AS round FROM jsonb_to_recordset(%(rows)s::jsonb) AS i ({_TYPED})
    )
"""  # noqa: S608  # constants of ours

# After a dry run the events' statistics may say "empty": loops over all of them would take hours.
JOIN_BY_HASH = "SET LOCAL enable_nestloop = off"
JOIN_AS_USUAL = "SET LOCAL enable_nestloop TO DEFAULT"

# Two recorders of the same body take turns, in key order, so they cannot block each other.
LOCK_BODIES = """
    SELECT ags FROM municipalities_municipality
    WHERE ags IN (SELECT ags FROM rollout_incoming) ORDER BY ags FOR NO KEY UPDATE
"""

_JOINS = f"""
    LEFT JOIN municipalities_municipality m ON m.ags = i.ags
    LEFT JOIN services_ozgservice s ON s.ozg_id = i.service
    LEFT JOIN services_competence c ON c.service_id = i.service
        AND {holds("c", "i.day")}
"""
_INCOMPETENT = f"""
    i.applicable IS DISTINCT FROM FALSE AND c.level <> 'unclear' AND NOT {COMPETENT}
"""

PROBLEMS = f"""
    SELECT p.* FROM (
        SELECT i."row", i.ags, i.service, i.day, i.process, CASE
            WHEN i.day > %(today)s THEN 'future'
            WHEN i.day < %(first)s THEN 'early'
            WHEN m.ags IS NULL THEN 'body'
            WHEN s.ozg_id IS NULL THEN 'service'
            WHEN i.day < m.valid_from OR i.day > m.valid_to THEN 'life'
            WHEN i.process <> '' AND x.code IS NULL THEN 'process'
            WHEN {_INCOMPETENT} THEN 'competence'
        END AS problem, c.level
        FROM rollout_incoming i {_JOINS}
        LEFT JOIN services_onlineprocess x ON x.code = i.process
    ) p WHERE p.problem IS NOT NULL ORDER BY p."row" LIMIT %(limit)s
"""  # noqa: S608  # constants of ours

TAKE_OUT_INCOMPETENT = f"""
    DELETE FROM rollout_incoming gone USING (
        SELECT i.ctid AS place, c.level FROM rollout_incoming i {_JOINS}
        WHERE m.ags IS NOT NULL AND s.ozg_id IS NOT NULL AND {_INCOMPETENT}
    ) wrong WHERE wrong.place = gone.ctid
    RETURNING gone."row", gone.ags, gone.service, gone.day, gone.process, wrong.level
"""  # noqa: S608  # constants of ours

TAKE_OUT_ROWS = 'DELETE FROM rollout_incoming WHERE "row" = ANY(%s)'

ROUNDS = """
    SELECT COALESCE(max(changes), 0) FROM (
        SELECT count(*) AS changes FROM rollout_incoming GROUP BY ags, service
    ) pairs
"""
NUMBER_ROUNDS = """
    UPDATE rollout_incoming i SET round = n.round FROM (
        SELECT "row", ctid AS place,
            row_number() OVER (PARTITION BY ags, service ORDER BY day, "row") AS round
        FROM rollout_incoming
    ) n WHERE n.place = i.ctid
"""

_STATE = ",\n        ".join(
    f"a.applicable AND COALESCE(i.{flag}, prev.{flag}, FALSE) AS {flag}" for flag in FLAGS
)

# What each change asks for: the event that holds on the day, with what is known to differ.
_WANTED = f"""
    SELECT i."row", i.ags, i.service, i.day, i.note, prev.id AS prev_id,
        CASE WHEN prev.id IS NULL THEN first.valid_from ELSE prev.valid_to END AS valid_to,
        i.live AS wants_live, i.paused AS wants_paused,
        COALESCE(prev.live, FALSE) AS was_live, COALESCE(prev.listed, FALSE) AS was_listed,
        a.applicable, {_STATE},
        COALESCE(i.live, prev.live, FALSE) AS live,
        COALESCE(i.paused, prev.paused AND i.live IS NOT TRUE, FALSE) AS paused,
        CASE WHEN i.process IS NULL THEN prev.process_id ELSE NULLIF(i.process, '') END AS process,
        CASE WHEN i.maturity_model IS NULL THEN prev.maturity_model_id
            ELSE NULLIF(i.maturity_model, '') END AS maturity_model,
        CASE WHEN i.maturity_model IS NULL THEN prev.maturity_level
            ELSE i.maturity_level END AS maturity_level,
        CASE WHEN i.maturity_model IS NULL THEN prev.maturity_criteria
            ELSE i.maturity_criteria END AS maturity_criteria
    FROM rollout_incoming i
    LEFT JOIN services_rolloutevent prev
        ON prev.municipality_id = i.ags AND prev.service_id = i.service
        AND {holds("prev", "i.day", has_begin=True)}
    LEFT JOIN (
        SELECT e.municipality_id, e.service_id, min(e.valid_from) AS valid_from
        FROM services_rolloutevent e
        JOIN (SELECT DISTINCT ags, service FROM rollout_incoming) pair
            ON pair.ags = e.municipality_id AND pair.service = e.service_id
        WHERE e.valid_to IS NULL OR e.valid_to > e.valid_from
        GROUP BY e.municipality_id, e.service_id
    ) first ON first.municipality_id = i.ags AND first.service_id = i.service
    CROSS JOIN LATERAL (SELECT COALESCE(i.applicable, prev.applicable, TRUE)) a (applicable)
    WHERE i.round = %(round)s
"""  # noqa: S608  # constants of ours

# What stands after each change. Losing the set-up or the listing, or a pause, ends being online;
# asking for it does not help and is `refused`. What says nothing new is `unchanged`.
PLAN = f"""
    SELECT w."row", w.ags, w.service, w.day, w.note, w.prev_id, w.valid_to, w.wants_paused,
        w.was_live, w.was_listed, w.applicable, w.registered, w.configured, w.listed,
        w.integrated, state.live, w.paused, w.process, w.maturity_model, w.maturity_level,
        w.maturity_criteria,
        COALESCE(w.wants_live AND NOT may.be_live, FALSE) AS refused,
        e.id IS NOT NULL
            AND (e.applicable, e.registered, e.configured, e.listed, e.integrated, e.paused, e.live)
            = (w.applicable, w.registered, w.configured, w.listed, w.integrated, w.paused,
                state.live)
            AND (e.process_id, e.maturity_model_id, e.maturity_level, e.maturity_criteria)
            IS NOT DISTINCT FROM
            (w.process, w.maturity_model, w.maturity_level, w.maturity_criteria) AS unchanged
    FROM ({_WANTED}) w
    LEFT JOIN services_rolloutevent e ON e.id = w.prev_id
    CROSS JOIN LATERAL (
        SELECT w.applicable AND w.configured AND w.listed AND NOT w.paused AS be_live
    ) may
    CROSS JOIN LATERAL (SELECT w.live AND may.be_live AS live) state
"""  # noqa: S608  # constants of ours
KEEP_PLAN = f"CREATE TEMP TABLE rollout_planned ON COMMIT DROP AS {PLAN}"

_REFUSED = "p.row, p.ags, p.service, p.wants_paused, p.applicable, p.configured, p.listed"
REFUSAL_WIDTH = 7
REFUSED_LIVE = f"""
    SELECT {_REFUSED} FROM rollout_planned p WHERE p.refused ORDER BY p.row LIMIT %(limit)s
"""  # noqa: S608  # constants of ours
_WRITTEN = "NOT p.refused AND NOT p.unchanged"

# What an event does: each of `Kinds` in its order.
KINDS = (
    "p.live AND NOT p.was_live",
    "p.was_live AND NOT p.live",
    "p.listed AND NOT p.was_listed",
    "p.was_listed AND NOT p.listed",
    "p.live = p.was_live AND p.listed = p.was_listed",
)
COUNT_KINDS = f"""
    SELECT {", ".join(f"count(*) FILTER (WHERE {kind})" for kind in KINDS)}
    FROM rollout_planned p WHERE {_WRITTEN}
"""  # noqa: S608  # constants of ours

STEP = (
    "municipality_id", "service_id", "valid_from", "applicable", "registered", "configured",
    "listed", "integrated", "live", "paused", "process_id", "maturity_model_id", "maturity_level",
    "maturity_criteria",
)  # fmt: skip
_FIRST = """p.prev_id, p.ags, p.service, p.day, p.applicable, p.registered, p.configured,
        p.listed, p.integrated, p.live, p.paused, p.process, p.maturity_model, p.maturity_level,
        p.maturity_criteria"""
FIRST = f"""
    SELECT {_FIRST} FROM rollout_planned p WHERE {_WRITTEN}
    ORDER BY p.row, p.ags, p.service LIMIT %(limit)s
"""  # noqa: S608  # constants of ours

# Sorted, so that every event that ends has ended before the first new one is written.
_END_PREVIOUS = f"""
    UPDATE services_rolloutevent e SET valid_to = p.day FROM rollout_planned p
    WHERE e.id = p.prev_id AND {_WRITTEN} RETURNING e.id
"""  # noqa: S608  # constants of ours
_INSERT = f"""
    INSERT INTO services_rolloutevent (
        municipality_id, service_id, process_id, applicable, registered, configured, listed,
        integrated, live, paused, maturity_model_id, maturity_level, maturity_criteria,
        valid_from, valid_to, source, source_note, recorded_by_id, recorded_at
    )
    SELECT p.ags, p.service, p.process, p.applicable, p.registered, p.configured, p.listed,
        p.integrated, p.live, p.paused, p.maturity_model, p.maturity_level, p.maturity_criteria,
        p.day, p.valid_to, %(source)s, COALESCE(NULLIF(p.note, ''), %(note)s), %(by)s, %(at)s
    FROM rollout_planned p LEFT JOIN ended ON ended.id = p.prev_id
    WHERE {_WRITTEN} ORDER BY p.ags, p.service, ended.id
"""  # noqa: S608  # constants of ours
WRITE = f"WITH ended AS ({_END_PREVIOUS}) {_INSERT}"

# Plan and write in one: a row per change with why it was refused, whether it was written, what
# kind it is and the event.
PLAN_AND_WRITE = f"""
    {FEW}, rollout_planned AS MATERIALIZED ({PLAN}),
    ended AS ({_END_PREVIOUS}), added AS ({_INSERT})
    SELECT p.refused, {_WRITTEN} AS written, {_REFUSED}, {", ".join(KINDS)}, {_FIRST}
    FROM rollout_planned p ORDER BY p.row, p.ags, p.service
"""  # noqa: S608  # constants of ours
