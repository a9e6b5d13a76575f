"""Cases of two programs that might pay for the same thing in the same place at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from core.database.text_keys import search_key
from core.database.together import rows_read
from municipalities.models import Municipality
from programs.choices import GrantState
from programs.models import Grant, Participation, Tranche

SHORTEST_WORD = 6
READ = ("participations", "tranches", "services")  # what the facts of a case are made of
# Words of titles that say nothing about the subject.
SAYS_NOTHING = """
    digital digitale digitaler digitales digitalen digitalisierung projekt vorhaben gemeinsam
    gemeinsame gemeinsamer gemeinsames gemeinsamen einführung aufbau ausbau gemeinde landkreis
    kommune kommunen kommunal kommunale kommunalen interkommunal interkommunale interkommunalen
    zusammenarbeit kooperation verwaltung hessen demodaten modellkommune modellkommunen förderung
    weitere bereich leistung leistungen umsetzung online service services
"""
COMMON = frozenset(map(search_key, SAYS_NOTHING.split()))
ENDED = (GrantState.REJECTED, GrantState.WITHDRAWN)


@dataclass(frozen=True)
class Overlap:
    """Another case with the same places, subject and years as the one asked about."""

    case: Grant
    places: tuple[str, ...]
    subjects: tuple[str, ...]
    years: tuple[int, ...]  # empty where a case's time is unknown


def overlaps_of(grant: Grant) -> list[Overlap]:
    """The cases of other programs that might fund the same as `grant`.

    The same municipality, an OZG service or a word of the title in common, and a year in common;
    an unknown time overlaps with any. It warns, and decides nothing.
    Source: §§ 23, 44 LHO, subsidiarity (docs/rules/grant-amount.md).
    """
    if grant._state.adding:
        return []
    is_read = all(rows_read(grant, name) is not None for name in READ)
    ours = [_facts_of(grant)] if is_read else _facts(Grant.objects.filter(pk=grant.pk))
    return _found(ours).get(grant.pk, [])


def overlaps_among(grants: QuerySet[Grant]) -> dict[int, list[Overlap]]:
    """The overlaps of many cases by their key; those without any are left out."""
    return _found(_facts(grants))


def _found(ours: Sequence[_Facts]) -> dict[int, list[Overlap]]:
    places = {ags for mine in ours for ags in mine.places}
    near = Participation.objects.filter(municipality__in=places).values("grant")
    others = Grant.objects.filter(pk__in=near).exclude(state__in=ENDED)
    programs = {mine.case.program_id for mine in ours}
    if len(programs) == 1:
        others = others.exclude(program__in=programs)
    by_place: dict[str, list[_Facts]] = defaultdict(list)
    for other in _facts(others):
        for ags in other.places:
            by_place[ags].append(other)
    found = {mine.case.pk: _overlaps(mine, by_place) for mine in ours}
    return {pk: overlaps for pk, overlaps in found.items() if overlaps}


def overlaps_of_draft(
    case: Grant, places: Iterable[str], *, among: QuerySet[Grant]
) -> list[Overlap]:
    """The same for a case that is not saved and the places it is for, among some cases alone."""
    names = Municipality.objects.in_bulk(list(places))
    mine = _Facts(
        case=case,
        places={ags: str(body) for ags, body in names.items()},
        services={},
        words=_words(f"{case.title} {case.subject_area}"),
        years=_own_years(case),
    )
    near = Participation.objects.filter(municipality__in=list(names)).values("grant")
    others = among.filter(pk__in=near).exclude(state__in=ENDED)
    by_place: dict[str, list[_Facts]] = defaultdict(list)
    for other in _facts(Grant.objects.filter(pk__in=others.order_by().values("pk"))):
        for ags in other.places:
            by_place[ags].append(other)
    return _overlaps(mine, by_place)


@dataclass(frozen=True)
class _Facts:
    case: Grant
    places: dict[str, str]
    services: dict[str, str]
    words: dict[str, str]
    years: frozenset[int]


def _facts(grants: QuerySet[Grant]) -> list[_Facts]:
    parts = Participation.objects.select_related("municipality")
    cases = grants.select_related("program", "lead").prefetch_related(
        Prefetch("participations", queryset=parts),
        Prefetch("tranches", queryset=Tranche.objects.select_related("line")),
        "services",
    )
    return [_facts_of(case) for case in cases]


def _facts_of(case: Grant) -> _Facts:
    return _Facts(
        case=case,
        places={p.municipality_id: str(p.municipality) for p in case.participations.all()},
        services={service.pk: service.name for service in case.services.all()},
        words=_words(f"{case.title} {case.subject_area}"),
        years=_years(case),
    )


def _overlaps(mine: _Facts, by_place: Mapping[str, Sequence[_Facts]]) -> list[Overlap]:
    others = {
        other.case.pk: other
        for ags in mine.places
        for other in by_place[ags]
        if other.case.program_id != mine.case.program_id
    }
    found = (_overlap(mine, other) for other in others.values())
    return [overlap for overlap in found if overlap is not None]


def _overlap(mine: _Facts, other: _Facts) -> Overlap | None:
    """What both cases have in common; None in different years, places or matters."""
    years = mine.years & other.years
    if mine.years and other.years and not years:
        return None
    places = _in_both(mine.places, other.places)
    matters = [*_in_both(mine.services, other.services), *_words_in_both(mine, other)]
    if not places or not matters:
        return None
    return Overlap(other.case, tuple(places), tuple(matters), tuple(sorted(years)))


def _in_both(mine: Mapping[Any, str], other: Mapping[Any, str]) -> list[str]:
    return [name for key, name in mine.items() if key in other]


def _words_in_both(mine: _Facts, other: _Facts) -> list[str]:
    """The words both titles have, without those of the names of their places."""
    names = _names((*mine.places.values(), *other.places.values()))
    return _in_both({key: w for key, w in mine.words.items() if key not in names}, other.words)


def _names(places: Iterable[str]) -> frozenset[str]:
    """The words of places' names, folded: where a project is does not say what it is about."""
    return frozenset(word for place in places for word in search_key(place).split())


def _words(text: str) -> dict[str, str]:
    """The words of a title that say what it is about, by their folded key."""
    words = {search_key(word): word.strip(".,;:()„“") for word in text.replace("-", " ").split()}
    return {
        key: word for key, word in words.items() if len(key) >= SHORTEST_WORD and key not in COMMON
    }


def _years(case: Grant) -> frozenset[int]:
    """The calendar years of a case: its approval period, else its tranches, else as published."""
    own = _own_years(case)
    if own:
        return own
    tranches = frozenset(tranche.line.fiscal_year for tranche in case.tranches.all())
    if tranches:
        return tranches
    received = case.received_on.year if case.received_on else None
    year = case.published_year or received
    return frozenset({year}) if year else frozenset()


def _own_years(case: Grant) -> frozenset[int]:
    """The years of the approval period; none where it is not known."""
    if case.period_start and case.period_end:
        return frozenset(range(case.period_start.year, case.period_end.year + 1))
    return frozenset()
