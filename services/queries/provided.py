"""What is provided for re-use, as SQL."""

from __future__ import annotations

from services.rules.counting import RELEASED, REUSABLE

# The last state of each process up to a day. A process that is blocked stays what it was.
_LAST_STATE = """
    SELECT e.state FROM services_processevent e
    WHERE e.process_id = ps.onlineprocess_id AND e.state <> 'blocked' AND e.on <= {day}
    ORDER BY e.on DESC, e.id DESC LIMIT 1
"""
_RELEASED = ", ".join(f"'{state}'" for state in sorted(RELEASED))
_REUSABLE = ", ".join(f"'{kind}'" for kind in sorted(REUSABLE))

# Services that are released on civento or EfA on %(provided_on)s, or on the day of the roll-up.
PROVIDED = f"""
    SELECT DISTINCT ps.ozgservice_id AS service_id FROM services_onlineprocess_services ps
    JOIN services_onlineprocess x ON x.code = ps.onlineprocess_id AND x.kind IN ({_REUSABLE})
    JOIN LATERAL ({_LAST_STATE}) last ON last.state IN ({_RELEASED})
""".format(  # noqa: S608  # constants of ours
    day="""COALESCE(
        %(provided_on)s::date, (SELECT as_of FROM core_rollupstate WHERE name = 'progress')
    )"""
)

# Process and service for what is released on civento or EfA on %(day)s, with the day of the first
# release.
RELEASED_SINCE = f"""
    SELECT x.code, x.name, x.kind, ps.ozgservice_id AS service_id, (
        SELECT min(e.on) FROM services_processevent e
        WHERE e.process_id = x.code AND e.state = 'released'
    ) AS since
    FROM services_onlineprocess x
    JOIN services_onlineprocess_services ps ON ps.onlineprocess_id = x.code
    JOIN LATERAL ({_LAST_STATE}) last ON last.state IN ({_RELEASED})
    WHERE x.kind IN ({_REUSABLE})
""".format(day="%(day)s")  # noqa: S608  # constants of ours
