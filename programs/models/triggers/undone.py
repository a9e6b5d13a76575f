"""The one way in which what was signed is taken back: a correction that two people signed."""

from __future__ import annotations


def is_undone(grant: str) -> str:
    """In SQL: this transaction signed a correction of the case whose key is `grant`."""
    return f"""EXISTS (SELECT FROM programs_correction undone WHERE undone.grant_id = {grant}
        AND undone.approved_at IS NOT NULL AND undone.undone_in = txid_current())"""
