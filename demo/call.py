"""The call for model municipalities: 22 applications, their scores, 15 selected, one given up.

Who was selected is published (19.11.2020, Neu-Isenburg later in the place of Fulda). The other
six applicants, the jury and every score are made up.
"""

from __future__ import annotations

from datetime import date

from demo.batch import Staff
from demo.cases.home import ANNOUNCED_ON, MODELS, WITHDRAWN_MODEL
from demo.dates import after, office_hour, seeded
from municipalities.models import Municipality
from programs.actions.call import (
    approve_call_decision,
    propose_selection,
    propose_withdrawal,
)
from programs.models import Call, CallApplication, CallScore, Grant, Program
from programs.queries.call import ranking_of

DEADLINE = date(2020, 9, 30)
GIVEN_UP_ON = date(2022, 1, 17)
CRITERIA = (("Wiederverwendbarkeit", 3), ("Regionalität", 2), ("Nutzerfreundlichkeit", 2))
JURORS = tuple(f"DEMO-Jury {number}" for number in (1, 2, 3))
OTHERS = ("06535001", "06635011", "06433012", "06632002", "06440005", "06532012")
BEST, STEP, TIED = 94, 2, (5, 6)  # points of the first, and the ranks that are equal
RESULTS = (
    "Blaupause: Antragsstrecke",
    "Schnittstelle: Fachverfahren",
    "Blaupause: Rollout-Leitfaden",
)
MOST_REUSE = 7


def load_call(staff: Staff) -> None:
    """Write the call by the same actions that officers use."""
    call = Call.objects.create(
        program=Program.objects.get(code="ozg-modellkommunen"),
        name="Auswahl der OZG-Modellkommunen 2020 (Demodaten)",
        deadline_on=DEADLINE,
        announced_on=ANNOUNCED_ON,
        places=len(MODELS),
        source="Ausgewählte: ozg.hessen.de; Punkte und übrige Bewerbungen erfunden",
        is_demo=True,
    )
    for name, weight in CRITERIA:
        call.criteria.create(name=name, weight=weight)
    applications = [_apply(call, keys, number) for number, keys in enumerate(_applicants())]
    _score(call, applications)
    reason = "Nach der Rangfolge der Jury (Demodaten)."
    at = office_hour(after(ANNOUNCED_ON, -2))
    for application in applications[: len(MODELS)]:
        decision = propose_selection(
            application, on=ANNOUNCED_ON, reason=reason, by=staff.officer, at=at
        )
        approve_call_decision(decision, by=staff.approver, at=at)
    _connect(applications)
    given_up = next(a for a in applications if a.lead_id == WITHDRAWN_MODEL)
    given_up.refresh_from_db()
    (successor,) = ranking_of(call).next_in_rank()
    withdrawal = propose_withdrawal(
        given_up,
        on=GIVEN_UP_ON,
        reason="Die Stadt hat auf die Teilnahme verzichtet (Demodaten).",
        by=staff.officer,
        at=office_hour(after(GIVEN_UP_ON, -3)),
        successor=successor.application,
    )
    approve_call_decision(withdrawal, by=staff.approver, at=office_hour(GIVEN_UP_ON))
    _add_results()


def _applicants() -> list[tuple[str, ...]]:
    """Keys (AGS) in the order of their points: the first list, its successor, the others."""
    chosen = [keys for keys, _year, _amount in MODELS[:-1]]
    chosen.insert(2, (WITHDRAWN_MODEL,))
    return [*chosen, MODELS[-1][0], *((ags,) for ags in OTHERS)]


def _apply(call: Call, keys: tuple[str, ...], number: int) -> CallApplication:
    application = CallApplication.objects.create(
        call=call,
        lead_id=keys[0],
        received_on=after(DEADLINE, -(number % 12)),
        note="Demodaten",
    )
    application.partners.set(Municipality.objects.filter(pk__in=keys[1:]))
    return application


def _score(call: Call, applications: list[CallApplication]) -> None:
    """Points whose means fall from rank to rank; the jurors differ around them."""
    rng = seeded("call")
    rows = []
    for rank, application in enumerate(applications, 1):
        level = BEST - STEP * (TIED[0] if rank == TIED[1] else rank)
        for criterion in call.criteria.all():
            apart = rng.randrange(0, 5)
            rows += [
                CallScore(
                    application=application, criterion=criterion, juror=juror, points=level + off
                )
                for juror, off in zip(JURORS, (apart, 0, -apart), strict=True)
            ]
    CallScore.objects.bulk_create(rows)


def _connect(applications: list[CallApplication]) -> None:
    """Give each selected application its case."""
    cases = {
        grant.lead_id: grant
        for grant in Grant.objects.filter(file_reference__startswith="DEMO-MK-")
    }
    for application in applications:
        CallApplication.objects.filter(pk=application.pk).update(
            grant=cases.get(application.lead_id or "")
        )


def _add_results() -> None:
    """What the model municipalities made for others, and who re-uses it."""
    rng = seeded("results")
    cases = Grant.objects.filter(file_reference__startswith="DEMO-MK-").exclude(reuse_artifact="")
    bodies = list(Municipality.objects.existing_on(GIVEN_UP_ON).municipalities().order_by("ags"))
    for number, case in enumerate(cases.order_by("file_reference")):
        Grant.objects.filter(pk=case.pk).update(
            reuse_artifact=f"{RESULTS[number % len(RESULTS)]} {case.lead.name} (Demodaten)"
        )
        others = [body for body in bodies if body.pk != case.lead_id]
        case.reused_by.set(rng.sample(others, rng.randrange(MOST_REUSE)))
