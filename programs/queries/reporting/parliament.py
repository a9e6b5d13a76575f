"""What may be told of cases to those outside: approvals, rejections, and how many are open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import ExtractYear

from accounts.queries import Viewer
from accounts.roles import SEE_DECIDED_CASES
from core.as_of import AsOf
from municipalities.models import Municipality
from programs.choices import DecisionKind, EntryKind, GrantState
from programs.models import Decision, Grant, LedgerEntry, Participation, Program
from programs.queries.grant import existing

NOT_APPLIED = (GrantState.DRAFT, GrantState.WITHDRAWN, GrantState.RECORDED)


@dataclass(frozen=True)
class CasePlaces:
    """The bodies of a case and the districts they lie in, by name, each once."""

    bodies: str
    districts: str


NOWHERE = CasePlaces("", "")


@dataclass(frozen=True)
class ApprovedCase:
    """A case whose decision was told; `grant` names nothing where it is not `publishable`.

    `first_eur` is the amount of the first decision, `bound_eur` what is bound of the decisions
    told by the day, on cash and on authorisations; in euros.
    """

    grant: Grant
    places: CasePlaces
    decided_on: date
    first_eur: Decimal
    bound_eur: Decimal


@dataclass(frozen=True)
class OpenApplications:
    """Applications of one program received in one year of which no decision was told."""

    program: str
    year: int | None
    applications: int
    applied_eur: Decimal | None
    first_on: date | None
    last_on: date | None


def approvals(
    user: Viewer, *, at: AsOf, program: Program | None = None, year: int | None = None
) -> list[ApprovedCase]:
    """Cases approved in `year` (None: in any) and told by the day, by day of their decision.

    Source: docs/rules/reporting.md, "Landtag".
    """
    first = Decision.objects.filter(grant=OuterRef("pk"), kind=DecisionKind.INITIAL)
    cases: Any = (
        Grant.objects.decided_for(user, on=at.day)
        .select_related("program")
        .annotate(
            first_day=Subquery(first.values("decided_on")[:1]),
            first_eur=_bound(at, decision__kind=DecisionKind.INITIAL, reverses=None),
            bound_eur=_bound(at),
        )
        .filter(first_eur__isnull=False, **_narrowed(program, first_day__year=year))
        .order_by("first_day", "pk")
    )
    found = list(cases)
    places = _places(_entries(at).filter(grant__in=[case.pk for case in found if case.publishable]))
    return [
        ApprovedCase(
            case, places.get(case.pk, NOWHERE), case.first_day, case.first_eur, case.bound_eur
        )
        for case in found
    ]


def rejections(
    user: Viewer, *, at: AsOf, program: Program | None = None, year: int | None = None
) -> list[tuple[Decision, CasePlaces]]:
    """Rejections decided in `year` (None: in any) and told by the day, that stand on the day."""
    if not user.has_perm(SEE_DECIDED_CASES):
        return []
    found = list(
        _told_rejections(at)
        .filter(**_narrowed(program, "grant__", decided_on__year=year))
        .select_related("grant__program")
        .order_by("decided_on", "pk")
    )
    shown = [row.grant_id for row in found if row.grant.publishable]
    places = _places(Participation.objects.filter(grant__in=shown))
    return [(row, places.get(row.grant_id, NOWHERE)) for row in found]


def open_applications(
    user: Viewer, *, at: AsOf, program: Program | None = None, year: int | None = None
) -> list[OpenApplications]:
    """Applications received in `year` (None: in any) without a decision that may be told.

    Single ones are known to the ministry alone, so they are added up by program and year.
    """
    if not user.has_perm(SEE_DECIDED_CASES):
        return []
    rows = (
        existing(Grant.objects.all(), at=at)
        .exclude(state_then__in=NOT_APPLIED)
        .exclude(pk__in=Grant.objects.decided_for(user, on=at.day).values("pk"))
        .exclude(pk__in=_told_rejections(at).values("grant"))
        .filter(**_narrowed(program, received_on__year=year))
        .annotate(year=ExtractYear("received_on"))
        .order_by()
        .values("program__name", "year")
        .annotate(
            applications=Count("pk"),
            total_eur=Sum("applied_eur"),
            first_on=Min("received_on"),
            last_on=Max("received_on"),
        )
        .order_by("program__name", "year")
        .values_list("program__name", "year", "applications", "total_eur", "first_on", "last_on")
    )
    return [OpenApplications(*row) for row in rows]


def _told_rejections(at: AsOf) -> Any:
    rejected = existing(Grant.objects.all(), at=at).filter(state_then=GrantState.REJECTED)
    return Decision.objects.filter(
        kind=DecisionKind.REJECTION,
        approved_at__isnull=False,
        notified_on__lte=at.day,
        grant__in=rejected.values("pk"),
    )


def _narrowed(program: Program | None, path: str = "", **year: int | None) -> dict[str, Any]:
    """The conditions of a filter that says something."""
    of_program = {f"{path}program": program} if program else {}
    return {**of_program, **{name: value for name, value in year.items() if value}}


def _entries(at: AsOf) -> Any:
    """Commitments of the day; nothing of a decision that was not told by then."""
    told = Q(decision__isnull=True) | Q(decision__notified_on__lte=at.day)
    return LedgerEntry.objects.booked_by(at.day).filter(told, kind=EntryKind.COMMITMENT)


def _bound(at: AsOf, **conditions: Any) -> Subquery:
    if conditions:
        conditions["authorisation"] = None  # taken over later, it was decided before
    parts = _entries(at).filter(grant=OuterRef("pk"), **conditions).order_by().values("grant")
    return Subquery(parts.annotate(total=Sum("amount_eur")).values("total"))


def _places(rows: Any) -> dict[int, CasePlaces]:
    """Where cases take place, by case; two queries."""
    named = list(rows.filter(municipality__isnull=False).values_list("grant", "municipality"))
    keys = {key for _grant, key in named}
    known = Municipality.objects.filter(pk__in=keys).select_related("district")
    order = {body.pk: (place, body) for place, body in enumerate(known)}
    cases: dict[int, set[str]] = defaultdict(set)
    for grant, key in named:
        cases[grant].add(key)
    found = {}
    for grant, of_case in cases.items():
        bodies = [order[key][1] for key in sorted(of_case, key=lambda key: order[key][0])]
        found[grant] = CasePlaces(
            ", ".join(body.full_name for body in bodies),
            ", ".join(dict.fromkeys(body.district.name for body in bodies)),
        )
    return found
