"""What changed between two days: granted, paid, repaid, withdrawn; by program."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from core.areas import STATE_AGS
from core.as_of import AsOf
from core.money import ZERO
from programs.choices import DecisionKind, EntryKind, GrantState
from programs.models import Grant, LedgerEntry, Participation, Program
from programs.queries.grant import existing
from services.queries.changes import WHOLE, Part

FIRST = Q(kind=EntryKind.COMMITMENT, decision__kind=DecisionKind.INITIAL, reverses=None)
AMOUNTS = {
    "approved_eur": FIRST & Q(authorisation=None),
    "bound_eur": Q(kind=EntryKind.COMMITMENT),
    "paid_eur": Q(kind=EntryKind.PAYMENT),
    "repaid_eur": Q(kind=EntryKind.REPAYMENT),
}


GRANTED_BY = Coalesce("grant__authority__name", "grant__program__granting_authority__name")
Who = tuple[str, str, str]  # program, lead, granting authority


@dataclass
class ProgramChange:
    """What was booked for cases of one program after one day and up to another, in euros.

    `approved_eur` are first decisions, `changed_eur` all that changed bound money since:
    amendments, revocations, cancellations. Asked by whom: of the cases that the body with the key
    `lead` leads and `authority` grants, "" where nobody is recorded.
    """

    program: str
    approvals: int = 0
    approved_eur: Decimal = ZERO
    changed_eur: Decimal = ZERO
    paid_eur: Decimal = ZERO
    repaid_eur: Decimal = ZERO
    withdrawn: int = 0
    lead: str = ""
    authority: str = ""

    @property
    def who(self) -> Who:
        return self.program, self.lead, self.authority


@dataclass(frozen=True)
class ChangedPart:
    """Which bookings count, and whether they stand by whom.

    A share counts where its body lies, a withdrawn application where its lead or a partner does; a
    service or theme field means the cases that name it. `told` are the cases that may be
    counted, without decisions not yet notified; None means all.
    """

    part: Part = WHOLE
    program: Program | None = None
    by_lead: bool = False
    by_authority: bool = False
    told: list[int] | None = None


EVERYTHING = ChangedPart()


def changes(
    *, since: AsOf, until: AsOf, asked: ChangedPart = EVERYTHING, with_withdrawn: bool = True
) -> list[ProgramChange]:
    """The programs in which something changed after `since` and up to `until`, by name.

    Source: docs/rules/reporting.md, "Änderungen" and "Sums and what is not told yet".
    """
    found = {change.who: change for change in booked(since=since, until=until, asked=asked)}
    withdrawn = _withdrawn(since, until, asked) if with_withdrawn else {}
    for who, count in withdrawn.items():
        program, lead, authority = who
        empty = ProgramChange(program, lead=lead, authority=authority)
        found.setdefault(who, empty).withdrawn = count
    return [found[who] for who in sorted(found)]


def booked(*, since: AsOf, until: AsOf, asked: ChangedPart = EVERYTHING) -> list[ProgramChange]:
    """The same from the ledger alone: without what was withdrawn, and in no order."""
    return [
        ProgramChange(
            program=row["of_program"],
            approvals=row["approvals"],
            approved_eur=(approved := row["approved_eur"] or ZERO),
            changed_eur=(row["bound_eur"] or ZERO) - approved,
            paid_eur=row["paid_eur"] or ZERO,
            repaid_eur=row["repaid_eur"] or ZERO,
            lead=row.get("of_lead", ""),
            authority=row.get("of_authority") or "",
        )
        for row in _booked(since, until, asked)
    ]


def _booked(since: AsOf, until: AsOf, asked: ChangedPart) -> Any:
    entries = LedgerEntry.objects.filter(
        grant__isnull=False, booked_on__gt=since.day, booked_on__lte=until.day
    ).filter(kind__in=[EntryKind.COMMITMENT, EntryKind.PAYMENT, EntryKind.REPAYMENT])
    part = asked.part
    if part.area != STATE_AGS:
        entries = entries.filter(municipality__ags__startswith=part.area)
    if part.body:
        entries = entries.filter(municipality_id=part.body)
    if asked.program:
        entries = entries.filter(line__program=asked.program)
    if part.service or part.theme_field:
        entries = entries.filter(grant__in=_naming(part).values("pk"))
    if asked.told is not None:
        is_told = Q(decision=None) | Q(decision__notified_on__lte=until.day)
        entries = entries.filter(is_told, grant__in=asked.told)
    sums: dict[str, Any] = {
        name: Sum("amount_eur", filter=condition) for name, condition in AMOUNTS.items()
    }
    counted = Count("grant", distinct=True, filter=AMOUNTS["approved_eur"])
    who: dict[str, Any] = {"of_program": F("line__program__name")}
    if asked.by_lead:
        who["of_lead"] = F("grant__lead")
    if asked.by_authority:
        who["of_authority"] = GRANTED_BY
    return entries.order_by().values(**who).annotate(**sums, approvals=counted)


def _naming(part: Part) -> QuerySet[Grant]:
    """The cases that name the service, or a service of the theme field."""
    found = Grant.objects.all()
    if part.service:
        found = found.filter(services=part.service)
    if part.theme_field:
        found = found.filter(services__theme_field=part.theme_field)
    return found


def _of(asked: ChangedPart) -> QuerySet[Grant]:
    """The cases of the part, each once: where its lead or a partner lies, naming the service."""
    part = asked.part
    found = Grant.objects.filter(pk__in=_naming(part).values("pk"))
    if asked.program:
        found = found.filter(program=asked.program)
    if part.body and not part.body.startswith(part.area):
        return found.none()
    key = part.body or part.area
    if key == STATE_AGS:
        return found
    lookup = "exact" if part.body else "startswith"
    of_partner = Participation.objects.filter(**{f"municipality__ags__{lookup}": key})
    return found.filter(Q(**{f"lead__ags__{lookup}": key}) | Q(pk__in=of_partner.values("grant")))


def _withdrawn(since: AsOf, until: AsOf, asked: ChangedPart) -> dict[Who, int]:
    """Applications withdrawn on the later day and not on the earlier, by program and by whom."""
    withdrawn = {"state_then": GrantState.WITHDRAWN}
    before = existing(_of(asked), at=since).filter(**withdrawn)
    now = existing(_of(asked), at=until).filter(**withdrawn)
    new = now.exclude(pk__in=before.values("pk"))
    counts: dict[Who, int] = defaultdict(int)
    by = Coalesce("authority__name", "program__granting_authority__name")
    for program, lead, authority in new.values_list("program__name", "lead", by):
        lead, authority = lead if asked.by_lead else "", authority if asked.by_authority else ""
        counts[program, lead, authority or ""] += 1
    return counts
