"""A booking names the act it belongs to, which is signed, and the people who signed it."""

from __future__ import annotations

from core.database.triggers import BY_THE_OWNER

_PEOPLE = "(b.recorded_by_id, b.approved_by_id)"
_BUDGET_BOOKING = f"""k.confirmed_at IS NOT NULL AND {_PEOPLE} IN (
    (k.prepared_by_id, k.confirmed_by_id), (k.cancel_prepared_by_id, k.cancelled_by_id))"""

# Of whom is asked: the application. The owner of the tables loads, with signatures of its own.
NAMES_ITS_ACT = f"""
    IF {BY_THE_OWNER} THEN
        RETURN NULL;
    END IF;
    IF EXISTS (
        SELECT FROM booked b
        LEFT JOIN programs_decision d ON d.id = b.decision_id
        LEFT JOIN programs_drawdown w ON w.id = b.drawdown_id
        LEFT JOIN programs_payment p ON p.id = b.payment_id
        LEFT JOIN programs_reclaim r ON r.id = b.reclaim_id
        LEFT JOIN programs_repayment y ON y.id = b.repayment_id
        LEFT JOIN programs_interestpayment i ON i.id = b.interest_payment_id
        LEFT JOIN programs_efacost e ON e.id = b.efa_cost_id
        LEFT JOIN programs_centralpayment c ON c.id = b.central_payment_id
        LEFT JOIN programs_budgetbooking k ON k.id = b.budget_booking_id
        LEFT JOIN programs_correction x ON x.grant_id = b.grant_id AND b.reverses_id IS NOT NULL
            AND x.approved_at IS NOT NULL AND x.undone_in = txid_current()
        WHERE b.recorded_by_id IS NULL OR NOT COALESCE(CASE
            WHEN x.id IS NOT NULL THEN {_PEOPLE} = (x.prepared_by_id, x.approved_by_id)
            WHEN k.id IS NOT NULL THEN {_BUDGET_BOOKING}
            WHEN b.kind = 'commitment' THEN d.grant_id = b.grant_id AND d.approved_at IS NOT NULL
                AND {_PEOPLE} = (d.prepared_by_id, d.approved_by_id)
            WHEN b.kind = 'drawdown' THEN (w.grant_id, w.line_id) = (b.grant_id, b.line_id)
            WHEN b.kind = 'payment' THEN (w.id, w.grant_id) = (p.drawdown_id, b.grant_id)
                AND p.ordered_at IS NOT NULL AND {_PEOPLE} IN ((p.prepared_by_id, p.ordered_by_id),
                    (p.cancel_prepared_by_id, p.cancelled_by_id))
            WHEN b.kind = 'claim' THEN r.grant_id = b.grant_id AND r.approved_at IS NOT NULL
                AND {_PEOPLE} = (r.prepared_by_id, r.approved_by_id)
            WHEN b.kind = 'repayment' THEN (r.id, r.grant_id) = (y.reclaim_id, b.grant_id)
            WHEN b.kind = 'interest' THEN (r.id, r.grant_id) = (i.reclaim_id, b.grant_id)
            WHEN b.kind = 'interest_claim' THEN r.grant_id = b.grant_id
                AND r.approved_at IS NOT NULL
                AND (b.amount_eur > 0 OR b.approved_by_id IS NOT NULL)
            WHEN b.kind = 'operating_cost' THEN
                (e.approved_at IS NOT NULL AND {_PEOPLE} IN ((e.prepared_by_id, e.approved_by_id),
                    (e.reversal_prepared_by_id, e.reversed_by_id)))
                OR (c.approved_at IS NOT NULL AND {_PEOPLE} IN (
                    (c.prepared_by_id, c.approved_by_id),
                    (c.cancel_prepared_by_id, c.cancelled_by_id)))
        END, FALSE)
    ) THEN
        RAISE EXCEPTION 'a booking names no act that was signed, or other people'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_names_its_act';
    END IF;
    RETURN NULL;
"""  # kinds of ours
