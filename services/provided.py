"""What is provided for re-use, as SQL."""

from __future__ import annotations

# Services of processes that are released on %(provided_on)s, or on the day of the roll-up. A
# process that is blocked stays in the state it had reached.
PROVIDED = """
    SELECT DISTINCT ps.ozgservice_id AS service_id FROM services_onlineprocess_services ps
    JOIN LATERAL (
        SELECT e.state FROM services_processevent e
        WHERE e.process_id = ps.onlineprocess_id AND e.state <> 'blocked'
            AND e.on <= COALESCE(
                %(provided_on)s::date,
                (SELECT as_of FROM core_rollupstate WHERE name = 'progress')
            )
        ORDER BY e.on DESC, e.id DESC LIMIT 1
    ) last ON last.state IN ('released', 'reworked')
"""
