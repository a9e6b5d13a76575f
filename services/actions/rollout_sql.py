"""The set-based statements behind record_rollouts, over the temporary table `rollout_incoming`."""

from __future__ import annotations

from core.database.intervals import holds
from services.rules.competence import COMPETENT

FLAGS = ("registered", "configured", "listed", "integrated")

CREATE = """
    CREATE TEMP TABLE rollout_incoming (
        "row" integer, ags text COLLATE "C", service text COLLATE "C", day date,
        applicable boolean, registered boolean, configured boolean, listed boolean,
        integrated boolean, live boolean, paused boolean, process text, maturity_model text,
        maturity_level smallint, maturity_criteria smallint[], note text, round integer DEFAULT 1
    ) ON COMMIT DROP
"""
COLUMNS = (
    '"row"', "ags", "service", "day", "applicable", "registered", "configured", "listed",
    "integrated", "live", "paused", "process", "maturity_model", "maturity_level",
    "maturity_criteria", "note",
)  # fmt: skip

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
TAKE_OUT_PLANNED = 'DELETE FROM rollout_planned WHERE "row" = ANY(%s)'

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

# What stands after each change: the event that holds on the day, with what is known to differ.
PLAN = f"""
    CREATE TEMP TABLE rollout_planned ON COMMIT DROP AS
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

# Losing the set-up or the listing, or a pause, ends being online; asking for it does not help.
REFUSED_LIVE = """
    SELECT "row", ags, service, wants_paused, applicable, configured, listed FROM rollout_planned
    WHERE wants_live AND NOT (applicable AND configured AND listed AND NOT paused)
    ORDER BY "row" LIMIT %(limit)s
"""
SETTLE_LIVE = """
    UPDATE rollout_planned SET live = FALSE
    WHERE live AND NOT (applicable AND configured AND listed AND NOT paused)
"""

DROP_UNCHANGED = """
    DELETE FROM rollout_planned p USING services_rolloutevent e
    WHERE e.id = p.prev_id
        AND (e.applicable, e.registered, e.configured, e.listed, e.integrated, e.live, e.paused)
            = (p.applicable, p.registered, p.configured, p.listed, p.integrated, p.live, p.paused)
        AND (e.process_id, e.maturity_model_id, e.maturity_level, e.maturity_criteria)
            IS NOT DISTINCT FROM
            (p.process, p.maturity_model, p.maturity_level, p.maturity_criteria)
"""

KINDS = """
    SELECT count(*) FILTER (WHERE live AND NOT was_live),
        count(*) FILTER (WHERE was_live AND NOT live),
        count(*) FILTER (WHERE listed AND NOT was_listed),
        count(*) FILTER (WHERE was_listed AND NOT listed),
        count(*) FILTER (WHERE live = was_live AND listed = was_listed)
    FROM rollout_planned
"""
STEP = (
    "municipality_id", "service_id", "valid_from", "applicable", "registered", "configured",
    "listed", "integrated", "live", "paused", "process_id", "maturity_model_id", "maturity_level",
    "maturity_criteria",
)  # fmt: skip
FIRST = """
    SELECT prev_id, ags, service, day, applicable, registered, configured,
        listed, integrated, live, paused, process, maturity_model, maturity_level,
        maturity_criteria
    FROM rollout_planned ORDER BY "row", ags, service LIMIT %(limit)s
"""

END_PREVIOUS = """
    UPDATE services_rolloutevent e SET valid_to = p.day FROM rollout_planned p
    WHERE e.id = p.prev_id
"""

INSERT = """
    INSERT INTO services_rolloutevent (
        municipality_id, service_id, process_id, applicable, registered, configured, listed,
        integrated, live, paused, maturity_model_id, maturity_level, maturity_criteria,
        valid_from, valid_to, source, source_note, recorded_by_id, recorded_at
    )
    SELECT ags, service, process, applicable, registered, configured, listed,
        integrated, live, paused, maturity_model, maturity_level, maturity_criteria,
        day, valid_to, %(source)s, COALESCE(NULLIF(note, ''), %(note)s), %(by)s, %(at)s
    FROM rollout_planned ORDER BY ags, service
"""
