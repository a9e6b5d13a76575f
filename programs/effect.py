"""From euros to effect: which grant paid for which services where, and what went live."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from core.calendar import add_months
from core.money import round_eur
from municipalities.models import Municipality
from programs.choices import Qualifier
from programs.models import Grant
from programs.queries import with_amounts

MONTHS_WITHOUT_PROGRESS = 12

# Every funded pair of a body and a service, with the first day on which it was live, and the
# last day on which anything about it moved.
PAIRS = """
    SELECT g.id, g.file_reference, g.title, g.program_id, m.ags, m.name, s.ozg_id,
        s.name AS service_name,
        COALESCE(first.decided_on, make_date(g.published_year, 12, 31)) AS funded_on,
        moved.live_since, moved.last_step
    FROM programs_grant g
    JOIN programs_participation p ON p.grant_id = g.id
    JOIN municipalities_municipality m ON m.ags = p.municipality_id
    JOIN programs_grant_services gs ON gs.grant_id = g.id
    JOIN services_ozgservice s ON s.ozg_id = gs.ozgservice_id
    LEFT JOIN LATERAL (
        SELECT min(COALESCE(d.delivered_on, d.notified_on)) AS decided_on
        FROM programs_decision d WHERE d.grant_id = g.id AND d.kind = 'initial'
            AND COALESCE(d.delivered_on, d.notified_on) <= %(day)s
    ) first ON TRUE
    LEFT JOIN LATERAL (
        SELECT min(e.valid_from) FILTER (WHERE e.live) AS live_since,
            max(e.valid_from) FILTER (
                WHERE e.registered OR e.configured OR e.listed OR e.live
            ) AS last_step
        FROM services_rolloutevent e
        WHERE e.municipality_id IN (m.ags, m.successor_id) AND e.service_id = s.ozg_id
            AND e.valid_from <= %(day)s AND (e.valid_to IS NULL OR e.valid_to > e.valid_from)
    ) moved ON TRUE
    WHERE g.id = ANY(%(grants)s)
    ORDER BY g.file_reference, m.sort_name, m.ags, s.sort_name
"""


@dataclass(frozen=True)
class FundedPair:
    """One service in one body that a grant pays for."""

    grant: int
    file_reference: str
    title: str
    program: str
    ags: str
    body: str
    service: str
    service_name: str
    funded_on: date | None
    live_since: date | None
    last_step: date | None

    @property
    def went_live(self) -> bool:
        """Went live with the grant: not before it, and its day is known."""
        return (
            self.live_since is not None
            and self.funded_on is not None
            and self.live_since >= self.funded_on
        )


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


def funded_pairs(grants: QuerySet[Grant], *, day: date) -> list[FundedPair]:
    """Every body and service the `grants` pay for, with what had happened by `day`.

    Pass grants that passed `visible_to`. A body that was merged or renumbered goes on in its
    successor. Grants that name no services have no pairs: their effect is unknown, not zero.
    """
    with connection.cursor() as cursor:
        keys = list(grants.values_list("pk", flat=True))
        cursor.execute(PAIRS, {"day": day, "grants": keys})
        return [FundedPair(*row) for row in cursor.fetchall()]


def effects(grants: QuerySet[Grant], *, day: date) -> list[Effect]:
    """What each of the `grants` that names services brought by `day`."""
    by_grant: dict[int, list[FundedPair]] = defaultdict(list)
    for pair in funded_pairs(grants, day=day):
        by_grant[pair.grant].append(pair)
    amounts = _amounts(grants)
    return [_effect(pairs, amounts.get(grant)) for grant, pairs in by_grant.items()]


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


def _amounts(grants: QuerySet[Grant]) -> dict[int, Decimal]:
    """The approved amount of each grant in euros, or the exact published one; unknown: absent."""
    return {
        grant.pk: grant.approved_eur
        for grant in with_amounts(grants).order_by()
        if grant.approved_eur and grant.published_qualifier in ("", Qualifier.EXACT)
    }


def without_progress(
    grants: QuerySet[Grant], *, day: date, months: int = MONTHS_WITHOUT_PROGRESS
) -> list[FundedPair]:
    """Funded pairs that are not live and where nothing moved for `months`, the oldest first.

    The clock starts with the decision; any step forward starts it anew.
    """
    late = [
        pair
        for pair in funded_pairs(grants, day=day)
        if pair.funded_on is not None
        and pair.live_since is None
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
    users = Municipality.objects.filter(
        pk__in=Grant.reused_by.through.objects.filter(grant=OuterRef(OuterRef("pk"))).values(
            "municipality"
        )
    ).order_by("sort_name", "ags")
    names = JSONObject(name="name", official_name="official_name", kind="kind")
    made = (
        grants.exclude(reuse_artifact="")
        .select_related("lead")
        .only("file_reference", "reuse_artifact", "lead__name", "lead__official_name", "lead__kind")
        .annotate(users=ArraySubquery(users.values(about=names)))
        .order_by("file_reference", "pk")
    )
    found = [
        Blueprint(
            grant.pk,
            grant.file_reference,
            grant.reuse_artifact,
            grant.lead.full_name,
            tuple(Municipality(**about).full_name for about in grant.users),
        )
        for grant in made
    ]
    return sorted(found, key=lambda blueprint: -len(blueprint.reused_by))
