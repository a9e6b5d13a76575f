"""From euros to effect: which grant paid for which services where, and what went live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db import connection
from django.db.models import QuerySet, Sum

from core.calendar import add_months
from core.money import round_eur
from municipalities.models import Municipality
from programs.choices import EntryKind, Outcome, Qualifier
from programs.models import Grant, LedgerEntry
from programs.queries.effect.sql import PAIRS

MONTHS_WITHOUT_PROGRESS = 12


@dataclass(frozen=True)
class FundedPair:
    """One service in one body that a grant pays for."""

    grant: int
    file_reference: str
    title: str
    program: str
    ags: str
    body: str
    share_eur: Decimal | None
    service: str
    service_name: str
    funded_on: date | None
    ended_on: date | None
    live_since: date | None
    is_live: bool
    last_step: date | None

    @property
    def went_live(self) -> bool:
        """Went live with the grant: not before it, and its day is known."""
        return (
            self.live_since is not None
            and self.funded_on is not None
            and self.live_since >= self.funded_on
        )

    @property
    def outcome(self) -> Outcome:
        """How the service stands in the body on the day; off again keeps its first day live."""
        if self.live_since is None:
            return Outcome.NOT_LIVE
        if not self.is_live:
            return Outcome.OFF_AGAIN
        return Outcome.WENT_LIVE if self.went_live else Outcome.LIVE_BEFORE


@dataclass(frozen=True)
class Effect:
    """What one grant brought; the cost is None unless amount and effect are both known."""

    grant: int
    file_reference: str
    title: str
    amount_eur: Decimal | None
    bodies: int
    services: int
    pairs: int
    live_before: int
    went_live: int
    first_live: date | None
    last_live: date | None

    @property
    def cost_per_live_eur(self) -> Decimal | None:
        """Euros per service and body that went live with the grant, rounded half up to the cent.

        Source: docs/rules/counting.md, "Von Euro zu Wirkung".
        """
        if self.amount_eur is None or not self.went_live:
            return None
        return round_eur(self.amount_eur / self.went_live)


def funded_pairs(
    grants: QuerySet[Grant], *, day: date, bodies: Collection[str] | None = None
) -> list[FundedPair]:
    """Every body and service the `grants` pay for, with what had happened by `day`.

    Pass grants that passed `visible_to`, and the `bodies` a municipality may see (None: all).
    A body that was merged or renumbered goes on in its successor. Grants that name no services
    have no pairs: their effect is unknown, not zero.
    """
    with connection.cursor() as cursor:
        keys = list(grants.values_list("pk", flat=True))
        chosen = None if bodies is None else sorted(bodies)
        cursor.execute(PAIRS, {"day": day, "grants": keys, "bodies": chosen})
        return [FundedPair(*row) for row in cursor.fetchall()]


def effects(grants: QuerySet[Grant], *, day: date) -> list[Effect]:
    """What each of the `grants` that names services brought by `day`."""
    return effects_of(funded_pairs(grants, day=day), day=day)


def effects_of(pairs: Iterable[FundedPair], *, day: date) -> list[Effect]:
    """The same, of `pairs` already read; they have to be all pairs of their grants."""
    by_grant: dict[int, list[FundedPair]] = defaultdict(list)
    for pair in pairs:
        by_grant[pair.grant].append(pair)
    amounts = _amounts(by_grant, day=day)
    return [_effect(found, amounts.get(grant)) for grant, found in by_grant.items()]


def _effect(pairs: list[FundedPair], amount_eur: Decimal | None) -> Effect:
    days = sorted(p.live_since for p in pairs if p.went_live and p.live_since is not None)
    return Effect(
        grant=pairs[0].grant,
        file_reference=pairs[0].file_reference,
        title=pairs[0].title,
        amount_eur=amount_eur,
        bodies=len({p.ags for p in pairs}),
        services=len({p.service for p in pairs}),
        pairs=len(pairs),
        live_before=sum(p.live_since is not None and not p.went_live for p in pairs),
        went_live=len(days),
        first_live=days[0] if days else None,
        last_live=days[-1] if days else None,
    )


def _amounts(grants: Iterable[int], *, day: date) -> dict[int, Decimal]:
    """What was approved by `day`, or published exactly, in euros by grant; unknown: absent."""
    keys = list(grants)
    published = Grant.objects.filter(
        pk__in=keys, published_eur__isnull=False, published_qualifier=Qualifier.EXACT
    )
    booked = LedgerEntry.objects.booked_by(day).filter(grant__in=keys, kind=EntryKind.COMMITMENT)
    sums = booked.order_by().values("grant").annotate(total=Sum("amount_eur"))
    known = dict(published.values_list("pk", "published_eur")) | dict(
        sums.values_list("grant", "total")
    )
    return {grant: eur for grant, eur in known.items() if eur}


def without_progress(
    grants: QuerySet[Grant], *, day: date, months: int = MONTHS_WITHOUT_PROGRESS
) -> list[FundedPair]:
    """Funded pairs that are not live on the `day` and took no step for `months`, the oldest first.

    The clock starts with the decision; a step forward starts it anew, a step back or a new
    rating does not. A pair that was live and is off again is listed; a case that was revoked,
    annulled, withdrawn or lapsed by the day is not: nobody owes progress on it.
    Source: docs/rules/counting.md, "Aufgaben".
    """
    late = [
        pair
        for pair in funded_pairs(grants, day=day)
        if pair.funded_on is not None
        and pair.ended_on is None
        and not pair.is_live
        and add_months(max(pair.funded_on, pair.last_step or pair.funded_on), months) <= day
    ]
    return sorted(late, key=lambda pair: (pair.funded_on or day, pair.file_reference, pair.ags))


@dataclass(frozen=True)
class Blueprint:
    """A result made to be re-used, and who re-uses it."""

    grant: int
    file_reference: str
    artifact: str
    made_by: str
    reused_by: tuple[str, ...]


def blueprints(grants: QuerySet[Grant]) -> list[Blueprint]:
    """The re-usable results of the `grants`, the most re-used first; one query."""
    names = ("name", "official_name", "kind")
    made = (
        grants.exclude(reuse_artifact="")
        .order_by("file_reference", "pk", "reused_by__sort_name", "reused_by__ags")
        .values_list(
            "pk",
            "file_reference",
            "reuse_artifact",
            *(f"{body}__{name}" for body in ("lead", "reused_by") for name in names),
        )
    )
    found = [
        Blueprint(
            grant=grant,
            file_reference=file_reference,
            artifact=artifact,
            made_by=_full_name(lead),
            reused_by=tuple(_full_name(row[6:]) for row in rows if row[6]),
        )
        for (grant, file_reference, artifact, lead), rows in groupby(
            made, key=lambda row: (*row[:3], row[3:6])
        )
    ]
    return sorted(found, key=lambda blueprint: -len(blueprint.reused_by))


def _full_name(columns: tuple[str, str, str]) -> str:
    name, official_name, kind = columns
    return Municipality(name=name, official_name=official_name, kind=kind).full_name
