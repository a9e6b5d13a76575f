"""Whether anything that is shown of the cases of some bodies was written: a mark of the rows."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

OF_CASES = (
    "participation", "decision", "drawdown", "missingpaper", "interimreport", "proofofuse",
    "reclaim", "ledgerentry",
)  # fmt: skip
OF_BODIES = ("programs_inkindsupport", "programs_efashare", "services_advicegiven")

# xmin is another one after each change of a row: a row more, less or written anew changes the mark.
MARK = f"""
    WITH cases AS MATERIALIZED (
        SELECT grant_id AS id FROM programs_participation WHERE municipality_id = ANY(%(bodies)s)
        UNION SELECT id FROM programs_grant WHERE lead_id = ANY(%(bodies)s)
        UNION SELECT grant_id FROM programs_grant_reused_by WHERE municipality_id = ANY(%(bodies)s)
    ), found AS (
        SELECT 'grant' AS part, g.id, g.xmin FROM programs_grant g JOIN cases USING (id)
        UNION ALL
        SELECT 'payment', p.id, p.xmin FROM programs_payment p
        JOIN programs_drawdown d ON d.id = p.drawdown_id JOIN cases ON cases.id = d.grant_id
        UNION ALL
        SELECT 'reuse', r.id, r.xmin FROM programs_grant_reused_by r
        JOIN cases ON cases.id = r.grant_id
        UNION ALL
        SELECT 'efa', c.id, c.xmin FROM programs_efacost c
        {
    "".join(
        f'''
        UNION ALL
        SELECT '{name}', x.id, x.xmin FROM programs_{name} x JOIN cases ON cases.id = x.grant_id
        '''
        for name in OF_CASES
    )
}
        {
    "".join(
        f'''
        UNION ALL
        SELECT '{table}', x.id, x.xmin FROM {table} x WHERE x.municipality_id = ANY(%(bodies)s)
        '''
        for table in OF_BODIES
    )
}
    )
    SELECT COALESCE(md5(string_agg(part || id || ' ' || xmin, ',' ORDER BY part, id)), '')
    FROM found
"""  # noqa: S608  # constants of ours


def mark_of_cases(bodies: Sequence[str]) -> str:
    """Another text after each writing to the cases, the support and the shares of the `bodies`.

    What is kept under it may be newer than the mark, never older: ask for the mark first.
    """
    with connection.cursor() as cursor:
        cursor.execute(MARK, {"bodies": list(bodies)})
        mark: str = cursor.fetchone()[0]
    return mark
