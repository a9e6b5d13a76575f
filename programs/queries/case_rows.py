"""The rows of a case, read at once for a page that shows all of them and asks what is open."""

from __future__ import annotations

from core.database.together import read_together
from programs.models import Grant, Program

# What stands below a case, each with the rows that its lines name.
BELOW: dict[str, tuple[str, ...]] = {
    "participations": ("municipality",),
    "tranches": ("line__program", "decision"),
    "decisions": (),
    "corrections": ("prepared_by", "approved_by"),
    "returns": ("returned_by",),
    "missing_papers": (),
    "documents": (),
    "stations": (),
    "balances": (),
    "drawdowns": ("line__program",),
    "drawdowns__payments": (),
    "interim_reports": (),
    "proof": (),
    "proof__reminders": (),
    "reclaims": (),
    "reclaims__repayments": (),
    "reclaims__interest_payments": (),
    "letters": ("recipient", "decision"),
    "letters__files": (),
    "hand_ins": ("municipality", "handed_in_by"),
    "hand_ins__files": (),
    "services": (),
    "reused_by": (),
}


def read_case(grant: Grant) -> None:
    """Read what stands below the case, in one statement.

    What is open of it is then answered without a further question. To look at only: an action
    locks the case and reads it anew.
    """
    read_together(grant, BELOW)


def read_directives(program: Program) -> None:
    """Read the versions of the program's directive; which one is in force is then known."""
    read_together(program, {"directives": ()})
