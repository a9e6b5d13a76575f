"""The bodies of the ledger's triggers."""

from __future__ import annotations

from programs.rules.kinds import OF_ONE_YEAR, listed, signed_sum

LINE_COLUMNS = ("available_eur", "blocked_eur", "committed_eur", "paid_eur")
GRANT_COLUMNS = (
    "committed_eur",
    "drawn_eur",
    "paid_eur",
    "claimed_eur",
    "repaid_eur",
    "interest_claimed_eur",
    "interest_received_eur",
)

OPEN_BALANCE = f"""
    INSERT INTO programs_budgetbalance (line_id, {", ".join(LINE_COLUMNS)})
    VALUES (NEW.id, {", ".join("0" for _column in LINE_COLUMNS)});
    RETURN NEW;
"""  # noqa: S608  # columns of ours

# A line that something is booked on stays in its program and its years.
KEPT_ONCE_BOOKED = """
    IF ROW(OLD.program_id, OLD.fiscal_year, OLD.due_year)
            IS DISTINCT FROM ROW(NEW.program_id, NEW.fiscal_year, NEW.due_year)
            AND EXISTS (SELECT FROM programs_ledgerentry WHERE line_id = OLD.id) THEN
        RAISE EXCEPTION 'budget line % is booked on', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'line_kept_once_booked';
    END IF;
    RETURN NEW;
"""


def _sums(part: str, columns: tuple[str, ...]) -> str:
    return ", ".join(f"{signed_sum(part, column)} AS {column}" for column in columns)


def _added(columns: tuple[str, ...]) -> str:
    return ", ".join(f"{column} = b.{column} + n.{column}" for column in columns)


# The balance rows are locked in the order of their keys, so that concurrent bookings queue and
# never wait for each other in a circle. The CHECK constraints on the rows do the refusing.
KEEP_BALANCES = f"""
    PERFORM 1 FROM programs_budgetbalance
        WHERE line_id IN (SELECT line_id FROM booked) ORDER BY line_id FOR UPDATE;
    UPDATE programs_budgetbalance b SET {_added(LINE_COLUMNS)}
    FROM (SELECT line_id, {_sums("line", LINE_COLUMNS)} FROM booked GROUP BY line_id) n
    WHERE b.line_id = n.line_id;

    INSERT INTO programs_grantbalance (grant_id, line_id, {", ".join(GRANT_COLUMNS)})
    SELECT DISTINCT grant_id, line_id, {", ".join("0" for _column in GRANT_COLUMNS)} FROM booked
    WHERE grant_id IS NOT NULL ORDER BY grant_id, line_id
    ON CONFLICT (grant_id, line_id) DO NOTHING;
    UPDATE programs_grantbalance b SET {_added(GRANT_COLUMNS)}
    FROM (
        SELECT grant_id, line_id, {_sums("grant", GRANT_COLUMNS)}
        FROM booked WHERE grant_id IS NOT NULL GROUP BY grant_id, line_id
    ) n
    WHERE b.grant_id = n.grant_id AND b.line_id = n.line_id;
    RETURN NULL;
"""  # noqa: S608  # columns of ours

# A reversal takes back the booking it names: same kind, line, case and body, at most its amount.
KEEP_REVERSALS = """
    IF EXISTS (
        SELECT 1 FROM booked b JOIN programs_ledgerentry o ON o.id = b.reverses_id
        WHERE (b.kind, b.line_id) IS DISTINCT FROM (o.kind, o.line_id)
            OR b.grant_id IS DISTINCT FROM o.grant_id
            OR b.municipality_id IS DISTINCT FROM o.municipality_id
            OR sign(b.amount_eur) = sign(o.amount_eur)
            OR abs(b.amount_eur) > abs(o.amount_eur)
            OR o.reverses_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'a reversal takes back more than, or another thing than, its booking'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_within_original';
    END IF;
    RETURN NULL;
"""

# A commitment authorisation is no cash, and what is not bound at the end of its year lapses. A
# take-over releases and binds in one statement, so what counts is the sum per case and line; its
# cancelling brings back what was bound in time.
KEEP_AUTHORISATIONS = f"""
    IF EXISTS (
        SELECT 1 FROM booked b JOIN programs_budgetline l ON l.id = b.line_id
        WHERE l.due_year IS NOT NULL AND b.amount_eur > 0
            AND b.kind IN ({listed("drawn_eur", "paid_eur")})
    ) THEN
        RAISE EXCEPTION 'a commitment authorisation is no cash'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'authorisation_is_no_cash';
    END IF;
    IF EXISTS (
        SELECT 1 FROM booked b JOIN programs_budgetline l ON l.id = b.line_id
        WHERE l.due_year IS NOT NULL AND b.kind = 'commitment'
            AND extract(year FROM b.booked_on) > l.fiscal_year
            AND (b.reverses_id IS NULL OR b.authorisation_id IS NULL)
        GROUP BY b.line_id, b.grant_id HAVING sum(b.amount_eur) > 0
    ) THEN
        RAISE EXCEPTION 'the commitment authorisation lapsed at the end of its year'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'authorisation_lapsed';
    END IF;
    RETURN NULL;
"""  # noqa: S608  # kinds of ours

# Money is bound, drawn and paid in the year of its line; what is given back later is booked later.
# A take-over moves to the year it is booked in, so what counts is the sum per case and line.
KEEP_YEARS = f"""
    IF EXISTS (
        SELECT 1 FROM booked b JOIN programs_budgetline l ON l.id = b.line_id
        WHERE b.kind IN ({listed("committed_eur", "drawn_eur", "paid_eur")})
            AND extract(year FROM b.booked_on) <> l.fiscal_year
            AND l.due_year IS NULL AND b.reverses_id IS NULL
        GROUP BY b.line_id, b.grant_id, b.kind HAVING sum(b.amount_eur) > 0
    ) OR EXISTS (
        SELECT 1 FROM booked b JOIN programs_budgetline l ON l.id = b.line_id
        WHERE b.kind IN ({OF_ONE_YEAR})
            AND b.reverses_id IS NULL
            AND l.fiscal_year - extract(year FROM b.booked_on) NOT IN (0, 1)
    ) THEN
        RAISE EXCEPTION 'the budget line is one of another year'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'year_of_the_line';
    END IF;
    RETURN NULL;
"""  # noqa: S608  # kinds of ours

TOUCHED_GROUPS = """
    SELECT 'budget', COALESCE(t.municipality_id, '06'),
        jsonb_build_object('program_id', l.program_id, 'fiscal_year', l.fiscal_year),
        min(t.booked_on)
    FROM touched t JOIN programs_budgetline l ON l.id = t.line_id
    GROUP BY t.municipality_id, l.program_id, l.fiscal_year
"""
