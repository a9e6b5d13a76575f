"""What the books must say whatever was done to them, as plain SQL over the ledger."""

from __future__ import annotations

from django.db import connection

# Budget lines that bind more than there is, or pay more than is bound.
OVERSPENT = """
    SELECT line_id FROM (
        SELECT line_id,
            COALESCE(sum(amount_eur) FILTER (WHERE kind IN
                ('appropriation', 'supplementary', 'carry_over', 'block', 'release')), 0)
                AS available,
            COALESCE(sum(amount_eur) FILTER (WHERE kind IN ('commitment', 'operating_cost')), 0)
                AS committed,
            COALESCE(sum(amount_eur) FILTER (WHERE kind IN ('payment', 'operating_cost')), 0)
                AS paid
        FROM programs_ledgerentry GROUP BY line_id
    ) l WHERE committed > available OR paid > committed
"""

# Signed documents whose amount is not what the ledger says of them, and bookings without one.
LOST = """
    SELECT 'decision', d.id FROM programs_decision d
    WHERE (CASE WHEN d.approved_at IS NULL OR d.cancelled_at IS NOT NULL THEN 0
            ELSE d.amount_eur END) <> (
        SELECT COALESCE(sum(e.amount_eur), 0) FROM programs_ledgerentry e
        WHERE e.decision_id = d.id AND e.kind = 'commitment')
    UNION ALL
    SELECT 'payment', p.id FROM programs_payment p
    WHERE (CASE WHEN p.ordered_at IS NULL OR p.cancelled_at IS NOT NULL THEN 0
            ELSE p.amount_eur END) <> (
        SELECT COALESCE(sum(e.amount_eur), 0) FROM programs_ledgerentry e
        WHERE e.payment_id = p.id AND e.kind = 'payment')
    UNION ALL
    SELECT 'drawdown', w.id FROM programs_drawdown w
    WHERE w.amount_eur - w.released_eur <> (
        SELECT COALESCE(sum(e.amount_eur), 0) FROM programs_ledgerentry e
        WHERE e.drawdown_id = w.id AND e.kind = 'drawdown')
    UNION ALL
    SELECT 'central payment', c.id FROM programs_centralpayment c
    WHERE (CASE WHEN c.approved_at IS NULL OR c.cancelled_at IS NOT NULL THEN 0
            ELSE c.amount_eur END) <> (
        SELECT COALESCE(sum(e.amount_eur), 0) FROM programs_ledgerentry e
        WHERE e.central_payment_id = c.id)
    UNION ALL
    SELECT 'reclaim', r.id FROM programs_reclaim r
    WHERE (
        CASE WHEN r.approved_at IS NULL OR r.cancelled_at IS NOT NULL THEN 0
            ELSE r.amount_eur END,
        (SELECT COALESCE(sum(p.amount_eur), 0) FROM programs_repayment p WHERE p.reclaim_id = r.id),
        COALESCE(r.interest_eur, 0) - r.waived_eur,
        (SELECT COALESCE(sum(p.amount_eur), 0) FROM programs_interestpayment p
            WHERE p.reclaim_id = r.id)
    ) <> (
        SELECT COALESCE(sum(e.amount_eur) FILTER (WHERE e.kind = 'claim'), 0),
            COALESCE(sum(e.amount_eur) FILTER (WHERE e.kind = 'repayment'), 0),
            COALESCE(sum(e.amount_eur) FILTER (WHERE e.kind = 'interest_claim'), 0),
            COALESCE(sum(e.amount_eur) FILTER (WHERE e.kind = 'interest'), 0)
        FROM programs_ledgerentry e WHERE e.reclaim_id = r.id)
    UNION ALL
    SELECT 'cost', c.id FROM programs_efacost c
    WHERE (CASE WHEN c.bearer <> 'state' OR c.approved_at IS NULL OR c.reversed_at IS NOT NULL
            THEN 0 ELSE c.amount_eur END) <> (
        SELECT COALESCE(sum(e.amount_eur), 0) FROM programs_ledgerentry e
        WHERE e.efa_cost_id = c.id AND e.kind = 'operating_cost')
    UNION ALL
    SELECT 'entry', e.id FROM programs_ledgerentry e
    WHERE e.kind NOT IN ('appropriation', 'supplementary', 'carry_over', 'block', 'release')
        AND CASE e.kind
            WHEN 'commitment' THEN e.decision_id
            WHEN 'drawdown' THEN e.drawdown_id
            WHEN 'payment' THEN e.payment_id
            WHEN 'operating_cost' THEN COALESCE(e.efa_cost_id, e.central_payment_id)
            ELSE e.reclaim_id
        END IS NULL
"""


def overspent() -> list[tuple[object, ...]]:
    """The budget lines over their limit; empty where all is well."""
    return _rows(OVERSPENT)


def lost() -> list[tuple[object, ...]]:
    """The documents whose money the ledger does not say, and the other way round."""
    return _rows(LOST)


def _rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
