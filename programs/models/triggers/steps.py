"""A case moves along the arrows of its life cycle, as its decisions and papers say."""

from __future__ import annotations

from collections.abc import Sequence

import pgtrigger

from core.database.triggers import BY_THE_OWNER
from programs.choices import GrantState as S
from programs.models.triggers.undone import is_undone
from programs.rules.steps.base import ENDED
from programs.rules.transitions import TRANSITIONS

BEGINS_AS = (S.DRAFT, S.SUBMITTED, S.RECORDED)
# Nothing is drawn any more: the drawdown was given back.
GIVEN_BACK = (S.IN_PAYMENT, S.FINAL)

_DECISION = """EXISTS (SELECT FROM programs_decision d WHERE d.grant_id = NEW.id
    AND d.approved_at IS NOT NULL AND d.cancelled_at IS NULL AND {})"""
_PROOF = "EXISTS (SELECT FROM programs_proofofuse p WHERE p.grant_id = NEW.id AND p.{})"

# What has to be on file for a case to come into the state.
ON_FILE: dict[S, str] = {
    S.APPROVED: _DECISION.format("d.kind = 'initial'"),
    S.NOTIFIED: _DECISION.format("d.kind = 'initial' AND d.notified_on IS NOT NULL"),
    S.OBJECTED: _DECISION.format("d.kind = 'initial' AND d.objected_on IS NOT NULL"),
    S.FINAL: _DECISION.format("d.kind = 'initial' AND d.final_on IS NOT NULL")
    + """ AND NOT EXISTS (SELECT FROM programs_drawdown w
        WHERE w.grant_id = NEW.id AND w.released_eur < w.amount_eur)""",
    S.IN_PAYMENT: "EXISTS (SELECT FROM programs_drawdown w WHERE w.grant_id = NEW.id)",
    S.COMPLETED: "NEW.purpose_fulfilled_on IS NOT NULL",
    S.PROOF_SUBMITTED: _PROOF.format("submitted_on IS NOT NULL"),
    S.PROOF_CHECKED: _PROOF.format("checked_on IS NOT NULL"),
    S.REJECTED: _DECISION.format("d.kind = 'rejection'"),
    S.REVOKED: _DECISION.format("d.kind = 'revocation' AND d.notified_on IS NOT NULL"),
    S.ANNULLED: _DECISION.format("d.kind = 'annulment' AND d.notified_on IS NOT NULL"),
    S.LAPSED: _DECISION.format("d.kind = 'lapse' AND d.notified_on IS NOT NULL"),
    S.RECLAIM_OPEN: """EXISTS (SELECT FROM programs_reclaim r WHERE r.grant_id = NEW.id
        AND r.approved_at IS NOT NULL AND r.cancelled_at IS NULL)""",
    S.WITHDRAWN: "NEW.withdrawn_on IS NOT NULL",
    S.CLOSED: "NEW.closed_on IS NOT NULL",
}

# The columns that a decision was made on; the form shows them fixed once it is signed.
DECIDED_ON = (
    *("program_id", "directive_id", "authority_id", "file_reference", "title", "purpose"),
    *("lead_id", "origin", "received_on", "complete_on", "applied_eur", "state_interest_reason"),
    *("financing_type", "total_eur", "override_reason", "double_funding_reason"),
    *("exception_reason", "saving_reason", "cooperation_form", "stage", "cooperation_start"),
    *("checklist_done", "project_start_on", "state_aid_relevant", "state_aid_basis", "may_pass_on"),
    *("cooperation_until", "baseline_eur", "planned_eur", "period_start", "created_by_id"),
    "created_at",
)
# What an amendment changes with its notification: the case says what a decision told says.
AS_TOLD = ("eligible_eur", "own_eur", "third_party_eur", "funding_rate", "period_end")
# Filled by a step of its own, some with the end of the case, and emptied by a correction alone.
OF_AN_END = {"closed_on": (S.CLOSED,), "withdrawn_on": (S.WITHDRAWN,), "retention_until": ENDED}
BY_STEPS = (
    *("handed_over_on", "withdrawn_on", "closed_on", "retention_until", "archive_offered_on"),
)


def of_steps() -> list[pgtrigger.Trigger]:
    """The triggers of a case that keep its way, what was decided, and the days of its steps.

    They hold the application; the owner of the tables sets up and mends.
    """
    return [
        pgtrigger.Trigger(
            name="moves_by_its_steps",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
            func=_moves_by_its_steps(),
        ),
        pgtrigger.Trigger(
            name="kept_as_decided",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            declare=[("changed", "text[]")],
            func=_kept_as_decided(),
        ),
    ]


def _moves_by_its_steps() -> str:
    arrows = sorted(
        {(source, step.target) for step in TRANSITIONS.values() for source in step.sources}
        | {(GIVEN_BACK[0].value, GIVEN_BACK[1].value)}
    )
    pairs = ", ".join(f"('{source}', '{target}')" for source, target in arrows)
    on_file = "\n".join(f"WHEN '{state.value}' THEN {sql}" for state, sql in ON_FILE.items())
    return f"""
        IF (TG_OP = 'INSERT' OR NEW.state <> OLD.state) AND NOT {BY_THE_OWNER} AND NOT (
            CASE WHEN TG_OP = 'INSERT' THEN NEW.state IN ({_listed(BEGINS_AS)})
                ELSE (OLD.state, NEW.state) IN ({pairs}) OR {is_undone("NEW.id")} END
            AND CASE NEW.state {on_file} ELSE TRUE END)
        THEN
            RAISE EXCEPTION 'grant % does not come into the state %', NEW.id, NEW.state
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'case_moves_by_its_steps';
        END IF;
        RETURN NEW;
    """  # states of ours


def _kept_as_decided() -> str:
    listed = {
        name: "ARRAY[{}]".format(", ".join(f"'{column}'" for column in columns))
        for name, columns in (("decided", DECIDED_ON), ("told", AS_TOLD), ("steps", BY_STEPS))
    }
    too_early = " OR ".join(
        f"('{column}' = ANY (changed) AND NEW.state NOT IN ({_listed(states)}))"
        for column, states in OF_AN_END.items()
    )
    as_told = " AND ".join(f"d.{column} IS NOT DISTINCT FROM NEW.{column}" for column in AS_TOLD)
    return f"""
        IF {BY_THE_OWNER} THEN
            RETURN NEW;
        END IF;
        changed := ARRAY(SELECT was.key FROM jsonb_each(to_jsonb(OLD)) was
            WHERE was.value IS DISTINCT FROM to_jsonb(NEW)->was.key);
        IF (
            EXISTS (SELECT FROM unnest(changed) name WHERE name = ANY ({listed["steps"]})
                AND to_jsonb(OLD)->>name IS NOT NULL)
            OR {too_early}
            OR (changed && ARRAY['embargo_until', 'awaits_hand_over']
                AND NOT (OLD.state = 'approved' AND NEW.state = 'notified'))
            OR (changed && ({listed["decided"]} || {listed["told"]})
                AND {_DECISION.format("d.kind = 'initial'")}
                AND (changed && {listed["decided"]}
                    OR NOT {_DECISION.format("d.notified_on IS NOT NULL AND " + as_told)}))
        ) AND NOT {is_undone("NEW.id")} THEN
            RAISE EXCEPTION 'grant % keeps what was decided: %', NEW.id, changed
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'case_kept_as_decided';
        END IF;
        RETURN NEW;
    """  # noqa: S608  # columns of ours


def _listed(states: Sequence[S]) -> str:
    return ", ".join(f"'{state.value}'" for state in states)
