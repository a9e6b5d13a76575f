"""The bodies of the ledger's triggers."""

from __future__ import annotations

OPEN_BALANCE = """
    INSERT INTO programs_budgetbalance (line_id, available_eur, committed_eur, paid_eur)
    VALUES (NEW.id, 0, 0, 0);
    RETURN NEW;
"""

# The balance rows are locked in the order of their keys, so that concurrent bookings queue and
# never wait for each other in a circle. The CHECK constraints on the rows do the refusing.
KEEP_BALANCES = """
    PERFORM 1 FROM programs_budgetbalance
        WHERE line_id IN (SELECT line_id FROM booked) ORDER BY line_id FOR UPDATE;
    UPDATE programs_budgetbalance b SET
        available_eur = b.available_eur + n.available,
        committed_eur = b.committed_eur + n.committed,
        paid_eur = b.paid_eur + n.paid
    FROM (
        SELECT line_id,
            COALESCE(sum(amount_eur) FILTER (WHERE kind IN
                ('appropriation', 'supplementary', 'carry_over', 'block', 'release')), 0)
                AS available,
            COALESCE(sum(amount_eur) FILTER (WHERE kind IN ('commitment', 'operating_cost')), 0)
                AS committed,
            COALESCE(sum(amount_eur) FILTER (WHERE kind IN ('payment', 'operating_cost')), 0)
                AS paid
        FROM booked GROUP BY line_id
    ) n
    WHERE b.line_id = n.line_id;

    INSERT INTO programs_grantbalance
        (grant_id, line_id, committed_eur, drawn_eur, paid_eur, claimed_eur, repaid_eur,
            interest_claimed_eur, interest_received_eur)
    SELECT DISTINCT grant_id, line_id, 0, 0, 0, 0, 0, 0, 0 FROM booked
    WHERE grant_id IS NOT NULL ORDER BY grant_id, line_id
    ON CONFLICT (grant_id, line_id) DO NOTHING;
    UPDATE programs_grantbalance b SET
        committed_eur = b.committed_eur + n.committed,
        drawn_eur = b.drawn_eur + n.drawn,
        paid_eur = b.paid_eur + n.paid,
        claimed_eur = b.claimed_eur + n.claimed,
        repaid_eur = b.repaid_eur + n.repaid,
        interest_claimed_eur = b.interest_claimed_eur + n.interest_claimed,
        interest_received_eur = b.interest_received_eur + n.interest_received
    FROM (
        SELECT grant_id, line_id,
            COALESCE(sum(amount_eur) FILTER (WHERE kind = 'commitment'), 0) AS committed,
            COALESCE(sum(amount_eur) FILTER (WHERE kind = 'drawdown'), 0) AS drawn,
            COALESCE(sum(amount_eur) FILTER (WHERE kind = 'payment'), 0) AS paid,
            COALESCE(sum(amount_eur) FILTER (WHERE kind = 'claim'), 0) AS claimed,
            COALESCE(sum(amount_eur) FILTER (WHERE kind = 'repayment'), 0) AS repaid,
            COALESCE(sum(amount_eur) FILTER (WHERE kind = 'interest_claim'), 0)
                AS interest_claimed,
            COALESCE(sum(amount_eur) FILTER (WHERE kind = 'interest'), 0) AS interest_received
        FROM booked WHERE grant_id IS NOT NULL GROUP BY grant_id, line_id
    ) n
    WHERE b.grant_id = n.grant_id AND b.line_id = n.line_id;
    RETURN NULL;
"""

# A commitment authorisation is no cash, and what is not bound at the end of its year lapses. A
# take-over releases and binds in one statement, so what counts is the sum per case and line.
KEEP_AUTHORISATIONS = """
    IF EXISTS (
        SELECT 1 FROM booked b JOIN programs_budgetline l ON l.id = b.line_id
        WHERE l.due_year IS NOT NULL AND b.amount_eur > 0
            AND b.kind IN ('drawdown', 'payment', 'operating_cost')
    ) THEN
        RAISE EXCEPTION 'a commitment authorisation is no cash'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'authorisation_is_no_cash';
    END IF;
    IF EXISTS (
        SELECT 1 FROM booked b JOIN programs_budgetline l ON l.id = b.line_id
        WHERE l.due_year IS NOT NULL AND b.kind = 'commitment'
            AND extract(year FROM b.booked_on) > l.fiscal_year
        GROUP BY b.line_id, b.grant_id HAVING sum(b.amount_eur) > 0
    ) THEN
        RAISE EXCEPTION 'the commitment authorisation lapsed at the end of its year'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'authorisation_lapsed';
    END IF;
    RETURN NULL;
"""

TOUCHED_GROUPS = """
    SELECT 'budget', COALESCE(t.municipality_id, '06'),
        jsonb_build_object('program_id', l.program_id, 'fiscal_year', l.fiscal_year),
        min(t.booked_on)
    FROM touched t JOIN programs_budgetline l ON l.id = t.line_id
    GROUP BY t.municipality_id, l.program_id, l.fiscal_year
"""
