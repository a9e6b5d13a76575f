"""Which rows belong to whom: one line for each table that hangs on a case or a body.

Rows of tables that are not named here are the same for everybody; each of those that hangs on a
case or a body has its reason in EXCUSED.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from pghistory.models import Event

OWN_BODIES = "(SELECT rows_bodies())::text[]"  # a subquery: asked once per statement, not per row
OWN_CASES = "(SELECT rows_cases(false))::bigint[]"
SEEN_CASES = "(SELECT rows_cases(true))::bigint[]"
OWN_DECISIONS = f"SELECT id FROM programs_decision WHERE grant_id = ANY({OWN_CASES})"  # noqa: S608  # names of ours
OWN_DRAFTS = "(SELECT rows_drafts())::bigint[]"
NOBODY = "false"  # the office alone


@dataclass(frozen=True)
class Rows:
    """Whose the rows of a table are: conditions in SQL for its own people, and for everybody."""

    table: str
    own: str
    published: str = ""


def _of_case(table: str) -> Rows:
    return Rows(table, f"grant_id = ANY({OWN_CASES})")


def _of_published_case(table: str) -> Rows:
    return Rows(table, _of_case(table).own, f"grant_id = ANY({SEEN_CASES})")


def _of_body(table: str, column: str = "municipality_id") -> Rows:
    return Rows(table, f"{column} = ANY({OWN_BODIES})")


def _with(table: str, column: str, parent: str) -> Rows:
    """Rows of those of another table, whose policy holds in the subquery too."""
    return Rows(table, f"{column} IN (SELECT id FROM {parent})")  # noqa: S608  # names of ours


CASES = Rows(
    "programs_grant",
    f"lead_id = ANY({OWN_BODIES}) OR id = ANY({OWN_CASES})",
    f"id = ANY({SEEN_CASES})",
)
LEDGER = Rows(
    "programs_ledgerentry",
    f"municipality_id = ANY({OWN_BODIES}) OR grant_id = ANY({OWN_CASES})",
    f"grant_id = ANY({SEEN_CASES})",
)
DECLARED = (
    CASES,
    LEDGER,
    *map(
        _of_published_case,
        (
            "programs_participation",
            "programs_decision",
            "programs_stateday",
            "programs_grant_services",
            "programs_grant_reused_by",
        ),
    ),
    *map(
        _of_case,
        (
            "programs_grantbalance",
            "programs_bookingcase",
            "programs_tranche",
            "programs_drawdown",
            "programs_interimreport",
            "programs_proofofuse",
            "programs_reclaim",
            "programs_letter",
            "programs_stationlog",
            "programs_document",
            "programs_missingpaper",
            "programs_correction",
        ),
    ),
    Rows(
        "programs_decisionshare",
        f"decision_id IN ({OWN_DECISIONS})",
    ),
    _with("programs_payment", "drawdown_id", "programs_drawdown"),
    _with("programs_repayment", "reclaim_id", "programs_reclaim"),
    _with("programs_interestpayment", "reclaim_id", "programs_reclaim"),
    _with("programs_letterfile", "letter_id", "programs_letter"),
    Rows(
        "programs_reminder",
        "proof_id IN (SELECT id FROM programs_proofofuse) "
        "OR report_id IN (SELECT id FROM programs_interimreport)",
    ),
    _of_body("programs_handin"),
    _with("programs_handinfile", "hand_in_id", "programs_handin"),
    Rows(
        "programs_applicationdraft",
        f"lead_id = ANY({OWN_BODIES}) OR id = ANY({OWN_DRAFTS})",
    ),
    _with("programs_draftpartner", "draft_id", "programs_applicationdraft"),
    _with("programs_draftpaper", "draft_id", "programs_applicationdraft"),
    _of_body("programs_efashare"),
    _of_body("programs_allocationkey"),
    Rows("programs_proposalreturn", NOBODY),
    Rows("programs_callscore", NOBODY),
    Rows("programs_calldecision", NOBODY),
)
EXCUSED = {
    "programs_raterule": "Rates of a directive are printed with it.",
    "programs_inkindsupport": "What a body was given without money stands on its page.",
    "programs_callapplication": "How many applied to a call and who was chosen is told.",
    "programs_callapplication_partners": "As the application to the call.",
}


def declared() -> Iterator[Rows]:
    """All tables with policies; a history is as closed as what it is the history of."""
    tables = {rows.table for rows in DECLARED}
    yield from DECLARED
    for model in apps.get_models():
        if not issubclass(model, Event) or model._meta.proxy:
            continue
        tracked = getattr(model, "pgh_tracked_model", None)
        if tracked is not None and tracked._meta.db_table in tables:
            yield _with(model._meta.db_table, "pgh_obj_id", tracked._meta.db_table)
