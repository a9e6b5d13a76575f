"""All that keeps a case from its decision, asked at once: by the form, and by the proposal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from core.database.together import rows_of
from core.errors import RuleError
from core.formats import format_day
from core.money import sum_eur
from programs.choices import DecisionKind
from programs.models import Decision, Directive, Grant, Participation, Tranche
from programs.queries.dates import check_day
from programs.queries.directive import directive_on
from programs.queries.double_funding import Overlap
from programs.rules.dates import Day
from programs.terms.contents import contents_of
from programs.terms.decision import check_list_is_done, check_no_paper_missing, readiness_checks
from programs.terms.directive import check_contents
from programs.terms.partners import check_bodies_exist


def directive_of(grant: Grant, day: date) -> Directive:
    """The version in force when the application came, else on `day`.

    Raises RuleError where there is none: without a directive there is no rule to decide by.
    """
    received = grant.received_on or day
    directive = directive_on(grant.program, received)
    if directive is None:
        message = _(
            "No directive of “%(program)s” is in force on %(day)s. Correct the day the application "
            "was received, or ask somebody with the role “Budget officer” to enter the version "
            "that applies under “Directives”."
        )
        values = {"program": grant.program, "day": format_day(received)}
        raise RuleError(message % values, field="received_on", code="no_directive")
    return directive


def planned_tranches(grant: Grant) -> list[Tranche]:
    """The tranches of the grant decision, planned or proposed."""
    every = list(rows_of(grant, "tranches", "line__program", "decision"))
    proposed = [t for t in every if t.decision and t.decision.kind == DecisionKind.INITIAL]
    return [tranche for tranche in every if tranche.decision is None] + proposed


def open_points(
    grant: Grant, *, day: date, overlaps: Sequence[Overlap] | None = None
) -> list[RuleError]:
    """Everything that would refuse a proposal of the case on `day`, in the order of the checks.

    `overlaps` are those of the case where they are known already.
    """
    try:
        grant.directive = directive_of(grant, day)
    except RuleError as error:
        return [error]
    amount = sum_eur(tranche.amount_eur for tranche in planned_tranches(grant))
    parts = list(rows_of(grant, "participations", "municipality"))
    return broken(proposal_checks(grant, parts, amount, day=day, overlaps=overlaps))


def proposal_checks(
    grant: Grant,
    participations: Sequence[Participation],
    amount_eur: Decimal,
    *,
    day: date,
    overlaps: Sequence[Overlap] | None = None,
) -> list[Callable[[], None]]:
    """The checks of a proposal on `day`, each to be called; `amount_eur` is what is granted."""
    bodies = [part.municipality_id for part in participations]
    checks: list[Callable[[], None]] = [
        partial(check_list_is_done, grant, grant.checklist_done),
        partial(check_no_paper_missing, grant),
        *readiness_checks(grant, participations, amount_eur, day=day, overlaps=overlaps),
        partial(check_bodies_exist, bodies, on=day, field="participations"),
        partial(check_day, grant, Day.PROPOSED, day, field="complete_on"),
    ]
    if grant.directive is not None:
        contents = Decision(grant=grant, **contents_of(grant))
        checks.append(partial(check_contents, contents, grant.directive))
    return checks


def broken(checks: Iterable[Callable[[], None]]) -> list[RuleError]:
    """What the checks refuse, each cause once."""
    found: dict[str, RuleError] = {}
    for check in checks:
        try:
            check()
        except RuleError as error:
            found.setdefault(error.message, error)
    return list(found.values())
