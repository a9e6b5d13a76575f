"""The shares of the partners are those of the decisions."""

from __future__ import annotations

import pgtrigger

from core.database.triggers import BY_THE_OWNER

# Asked at the end of the transaction: decision and shares are written one after the other.
AS_DECIDED = f"""
    IF NOT {BY_THE_OWNER} AND EXISTS (
        SELECT FROM programs_decision d WHERE d.grant_id IN (OLD.grant_id, NEW.grant_id)
            AND d.kind = 'initial' AND d.approved_at IS NOT NULL AND d.cancelled_at IS NULL
    ) AND EXISTS (
        SELECT FROM (
            SELECT p.grant_id, p.municipality_id, COALESCE(p.share_eur, 0) AS eur
            FROM programs_participation p WHERE p.grant_id IN (OLD.grant_id, NEW.grant_id)
            UNION ALL
            SELECT d.grant_id, s.municipality_id, -s.amount_eur FROM programs_decisionshare s
            JOIN programs_decision d ON d.id = s.decision_id
            WHERE d.grant_id IN (OLD.grant_id, NEW.grant_id) AND d.approved_at IS NOT NULL
                AND d.cancelled_at IS NULL AND (d.kind = 'initial' OR d.notified_on IS NOT NULL)
        ) shares GROUP BY grant_id, municipality_id HAVING sum(eur) <> 0
    ) THEN
        RAISE EXCEPTION 'the shares of the partners are not those of the decisions'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shares_as_decided';
    END IF;
    RETURN NULL;
"""  # noqa: S608  # a condition of ours


def shares_as_decided() -> pgtrigger.Trigger:
    """Once its grant is approved a participation bears what the decisions in force give it."""
    return pgtrigger.Trigger(
        name="shares_as_decided",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        timing=pgtrigger.Deferred,
        func=AS_DECIDED,
    )
