"""Each pitfall of counting, as a test: what "139 of 314" can mean, and what it must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from accounts.choices import Role
from core.areas import Level
from core.as_of import AsOf
from core.formats import format_share
from core.rollups import rebuild, source
from municipalities.models import Municipality, PopulationFigure
from services.actions import RolloutChange, carry_over, months
from services.choices import CompetenceLevel, CountingRule
from services.models import (
    Catalogue,
    LeikaService,
    OnlineProcess,
    OzgService,
    ProcessEvent,
)
from services.queries.checks import check_month
from services.queries.counting import figure
from services.queries.months import series
from services.queries.progress import progress, progress_of
from services.rollups import MEASURES, PROGRESS, recompute
from services.rules import counting
from tests.services.world import (
    BODIES,
    CITY,
    DISTRICT,
    HANAU,
    HANAU_BEFORE,
    NOW,
    SECOND_TOWN,
    TODAY,
    TOWN,
    VILLAGE,
    live,
    make_service,
    make_user,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

DAY = date(2026, 3, 1)
LAST_YEAR = date(2025, 6, 1)
MUNICIPALITIES = (TOWN, SECOND_TOWN, VILLAGE, CITY, HANAU)


def built() -> None:
    rebuild(PROGRESS, at=TODAY, now=NOW)


def counts(competent: int, live: int) -> counting.Counts:
    """A service that all competent bodies report, and nobody provides."""
    return counting.Counts(
        competent=competent,
        reported=competent,
        live=live,
        level_online=live,
        level_compliant=live,
        inhabitants_competent=0,
        inhabitants_live=0,
        is_provided=False,
    )


def shares(rule: CountingRule, area: str = "06", **filters: str) -> tuple[int, int]:
    found = figure(rule, area=area, at=AsOf(TODAY), **filters)
    return found.numerator, found.denominator


# 1 Bundle and single service


def test_bundle_counts_once_however_many_single_services_it_has() -> None:
    LeikaService.objects.create(
        leika_key="99900010000001", name="Ermäßigung", ozg_service_id="90001"
    )
    record(live(TOWN, "90001", DAY))
    assert shares(CountingRule.FEDERAL_ANY) == (1, 3)
    assert LeikaService.objects.count() == 6


# 2 Denominators


# 3 Level 2 and level 3


def test_level_two_is_online_and_not_compliant() -> None:
    record(live(TOWN, "90001", DAY, level=2), live(TOWN, "90002", DAY, level=1))
    assert shares(CountingRule.FEDERAL_ANY) == (1, 3)
    assert shares(CountingRule.LEVEL3_ANY) == (0, 3)


def test_service_without_a_rating_is_live_and_in_no_level() -> None:
    record(live(TOWN, "90001", DAY, level=None))
    assert shares(CountingRule.FEDERAL_ANY) == (0, 3)
    assert shares(CountingRule.SHARE, service="90001") == (1, 5)


def test_level_counts_only_where_the_service_is_live() -> None:
    record(
        RolloutChange(TOWN, "90001", DAY, configured=True, maturity_model="1.1", maturity_level=4)
    )
    assert shares(CountingRule.LEVEL3_ANY) == (0, 3)


# 4 Any and all


def test_any_needs_one_municipality_and_area_wide_needs_all() -> None:
    for ags in MUNICIPALITIES[:-1]:
        record(live(ags, "90001", DAY))
    assert shares(CountingRule.FEDERAL_ANY) == (1, 3)
    assert shares(CountingRule.AREA_WIDE) == (0, 3)
    record(live(MUNICIPALITIES[-1], "90001", DAY))
    assert shares(CountingRule.AREA_WIDE) == (1, 3)


@pytest.mark.parametrize(("live_bodies", "expected"), [(0, False), (420, False), (421, True)])
def test_ninety_nine_percent_is_not_area_wide(live_bodies: int, expected: bool) -> None:
    assert counting.area_wide(counts(421, live_bodies)) is expected


def test_nobody_competent_is_not_area_wide() -> None:
    assert counting.area_wide(counts(0, 0)) is False
    assert counting.ratio(0, 0) is None


def test_only_all_is_a_hundred_percent() -> None:
    assert format_share(Decimal(99999) / 100000) == "99,9\u00a0%"
    assert format_share(Decimal(1)) == "100,0\u00a0%"


# 5 Competence


def test_denominator_is_who_is_competent() -> None:
    assert shares(CountingRule.SHARE, service="90001") == (0, 5)  # four municipalities, one city
    assert shares(CountingRule.SHARE, service="90003") == (0, 3)  # the Landkreis and two cities
    assert shares(CountingRule.SHARE, area="06431", service="90003") == (0, 1)


def test_town_with_special_status_is_competent_beside_the_districts() -> None:
    """Its inhabitants count for the town, and no second time for its district."""
    Municipality.objects.filter(pk=SECOND_TOWN).update(special_status=True)
    service = make_service("90007", "Bauantrag", level=CompetenceLevel.DISTRICT_AND_SPECIAL)
    service.catalogues.add(Catalogue.objects.get())
    record(live(SECOND_TOWN, "90007", DAY))
    assert shares(CountingRule.SHARE, service="90007") == (1, 4)  # with the Landkreis, two cities
    assert shares(CountingRule.SHARE, area="06431", service="90007") == (1, 2)
    assert shares(CountingRule.SHARE, body=TOWN, service="90007") == (0, 0)
    assert shares(CountingRule.SHARE, service="90003") == (0, 3)
    assert shares(CountingRule.INHABITANTS_SHARE, area="06431", service="90007") == (20_000, 60_000)
    assert shares(CountingRule.INHABITANTS_SHARE, body=DISTRICT, service="90007") == (0, 40_000)


def test_body_that_says_it_is_not_competent_leaves_the_denominator() -> None:
    record(RolloutChange(VILLAGE, "90001", DAY, applicable=False))
    assert shares(CountingRule.SHARE, service="90001") == (0, 4)


# 6 State and municipal services, 13 to be clarified


def test_state_services_and_unclear_ones_are_in_no_municipal_quota() -> None:
    record(live(TOWN, "90005", DAY))
    assert {row.key for row in progress("service", at=AsOf(TODAY))} == {"90001", "90002", "90003"}
    assert shares(CountingRule.FEDERAL_ANY) == (0, 3)


# 7 EfA in another state


def test_efa_of_another_state_is_provided_and_not_live_here() -> None:
    process = OnlineProcess.objects.create(
        code="efa", name="Efa", kind="efa", lead_state="Schleswig-Holstein"
    )
    process.services.add(OzgService.objects.get(pk="90001"))
    ProcessEvent.objects.create(process=process, state="released", on=DAY)
    assert shares(CountingRule.PROVIDED) == (1, 3)
    assert shares(CountingRule.FEDERAL_ANY) == (0, 3)
    assert shares(CountingRule.SHARE) == (0, 13)
    assert shares(CountingRule.PROVIDED, process="efa") == (1, 1)
    assert figure(CountingRule.PROVIDED, at=AsOf(date(2026, 2, 28))).numerator == 0


def test_process_of_another_kind_is_not_provided() -> None:
    for code, kind, service in (("eigene", "other", "90001"), ("urkunde", "civento", "90002")):
        process = OnlineProcess.objects.create(code=code, name=code, kind=kind)
        process.services.add(OzgService.objects.get(pk=service))
        ProcessEvent.objects.create(process=process, state="released", on=LAST_YEAR)
    assert shares(CountingRule.PROVIDED) == (1, 3)
    assert shares(CountingRule.PROVIDED, process="eigene") == (0, 1)
    months.refresh(today=TODAY, now=NOW)
    assert series()[-1].provided == 1
    assert check_month(series()[-1].day, now=NOW) == []


# 8 No entry in the portal


def test_service_without_an_entry_is_not_counted() -> None:
    record(
        RolloutChange(TOWN, "90001", DAY, configured=True, maturity_model="1.1", maturity_level=3)
    )
    total = progress_of(at=AsOf(TODAY))
    assert (total.configured, total.listed, total.live, total.federal_any) == (1, 0, 0, 0)


# 9 A changed catalogue


# 10 Percentages of sums


def test_percentage_is_of_the_sum_and_no_mean_of_percentages() -> None:
    record(live(CITY, "90001", DAY), live(CITY, "90002", DAY), live(CITY, "90003", DAY))
    districts = progress("area", level=Level.DISTRICT, at=AsOf(TODAY))
    rates = [row.live_rate for row in districts]
    assert rates == [Decimal(1), Decimal(0), Decimal(0)]
    total = progress_of(at=AsOf(TODAY))
    assert (total.live, total.competent) == (3, 13)
    assert total.live_rate == Decimal(3) / Decimal(13)


def test_share_of_inhabitants_is_another_figure_than_share_of_bodies() -> None:
    record(live(CITY, "90001", DAY))
    everybody = sum(BODIES[ags][2] for ags in MUNICIPALITIES)
    assert shares(CountingRule.SHARE, service="90001") == (1, 5)
    assert shares(CountingRule.INHABITANTS_SHARE, service="90001") == (700_000, everybody)


# 11 A past date


def test_past_date_shows_what_stood_then() -> None:
    record(live(TOWN, "90001", DAY), RolloutChange(TOWN, "90001", date(2026, 5, 1), live=False))
    before = figure(CountingRule.SHARE, at=AsOf(date(2026, 4, 1)), service="90001")
    assert (before.numerator, before.denominator, before.as_of) == (1, 5, date(2026, 4, 1))
    record(live(SECOND_TOWN, "90001", date(2026, 6, 1)))
    assert figure(CountingRule.SHARE, at=AsOf(date(2026, 4, 1)), service="90001") == before
    assert shares(CountingRule.SHARE, service="90001") == (1, 5)


def test_current_figure_and_the_same_day_from_the_facts_agree() -> None:
    record(live(TOWN, "90001", DAY), live(DISTRICT, "90003", DAY))
    built()
    for by in ("total", "theme_field", "situation", "service"):
        assert progress(by, at=AsOf.today()) == progress(by, at=AsOf(TODAY))
    assert figure(CountingRule.SHARE, at=AsOf.today()).as_of == TODAY


# 12 Merged and renumbered bodies


def test_figures_before_a_change_of_key_keep_the_old_body() -> None:
    record(live(HANAU_BEFORE, "90001", LAST_YEAR))
    assert figure(CountingRule.SHARE, at=AsOf(LAST_YEAR), area="06435").numerator == 1
    last_day = figure(CountingRule.SHARE, at=AsOf(date(2025, 12, 31)), service="90001")
    first_day = figure(CountingRule.SHARE, at=AsOf(date(2026, 1, 1)), service="90001")
    assert (last_day.numerator, last_day.denominator) == (1, 5)
    assert (first_day.numerator, first_day.denominator) == (0, 5)
    assert progress_of("06435", at=AsOf(TODAY)).competent == 0


def test_figures_before_and_after_a_merger_count_two_bodies_and_then_one() -> None:
    merged = Municipality(
        ags="06431009",
        name="Neustadt",
        official_name="Neustadt",
        kind="town",
        valid_from=date(2026, 7, 1),
    )
    merged.save()
    PopulationFigure.objects.create(
        municipality=merged, as_of=date(2026, 7, 1), population=40_000, source="Test"
    )
    Municipality.objects.filter(ags__in=[TOWN, VILLAGE]).update(
        valid_to=date(2026, 6, 30), successor=merged
    )
    both, one = ("90001", "90002")
    record(live(TOWN, both, DAY), live(VILLAGE, both, DAY), live(TOWN, one, DAY))
    carry_over(merged, by=make_user("coordinator", Role.COORDINATOR), at=NOW)
    found = {
        (service, day): [
            (f.numerator, f.denominator)
            for rule in (CountingRule.SHARE, CountingRule.INHABITANTS_SHARE)
            for f in [figure(rule, area="06431", at=AsOf(day), service=service)]
        ]
        for service in (both, one)
        for day in (date(2026, 6, 30), date(2026, 7, 1))
    }
    assert found == {
        (both, date(2026, 6, 30)): [(2, 3), (40_000, 60_000)],
        (both, date(2026, 7, 1)): [(1, 2), (40_000, 60_000)],
        (one, date(2026, 6, 30)): [(1, 3), (30_000, 60_000)],
        (one, date(2026, 7, 1)): [(0, 2), (0, 60_000)],
    }


# 14 Unreported is not zero


def test_unreported_is_told_from_reported_as_not_started() -> None:
    record(RolloutChange(TOWN, "90001", DAY))
    total = progress_of(at=AsOf(TODAY), service="90001")
    assert (total.reported, total.live, total.competent) == (1, 0, 5)


# The breakdowns


def test_breakdowns_add_up_to_the_whole() -> None:
    record(live(TOWN, "90001", DAY), live(CITY, "90003", DAY), live(VILLAGE, "90002", DAY, level=2))
    total = progress_of(at=AsOf(TODAY))
    for by in ("theme_field", "situation", "service"):
        rows = progress(by, at=AsOf(TODAY))
        assert sum(row.live for row in rows) == total.live == 3
        assert sum(row.services for row in rows) == total.services
        assert sum(row.federal_any for row in rows) == total.federal_any
    for level in (Level.DISTRICT, Level.BODY):
        rows = progress("area", level=level, at=AsOf(TODAY))
        assert sum(row.live for row in rows) == total.live
        assert sum(row.competent for row in rows) == total.competent


def test_landkreis_as_a_body_is_told_from_its_area() -> None:
    record(live(TOWN, "90001", DAY), live(DISTRICT, "90003", DAY))
    assert progress_of(DISTRICT, at=AsOf(TODAY)).live == 2
    assert progress_of(at=AsOf(TODAY), body=DISTRICT).live == 1


def test_process_breaks_down_into_its_services() -> None:
    process = OnlineProcess.objects.create(code="hund", name="Hund", kind="civento")
    process.services.set(OzgService.objects.filter(pk__in=["90001", "90003"]))
    record(live(TOWN, "90001", DAY), live(TOWN, "90002", DAY))
    (row,) = progress("process", at=AsOf(TODAY))
    assert (row.key, row.services, row.live, row.competent) == ("hund", 2, 1, 8)


def test_rules_in_sql_say_what_the_functions_say() -> None:
    record(
        live(TOWN, "90001", DAY, level=2),
        *(live(ags, "90002", DAY) for ags in MUNICIPALITIES),
        live(DISTRICT, "90003", DAY, level=1),
    )
    relation, params = source(PROGRESS, at=AsOf(TODAY))
    functions = {
        CountingRule.FEDERAL_ANY: counting.federal_any,
        CountingRule.LEVEL3_ANY: counting.level3_any,
        CountingRule.AREA_WIDE: counting.area_wide,
    }
    for rule, function in functions.items():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT level, ags, service_id FROM {relation} r "  # noqa: S608
                f"WHERE {counting.condition_of(rule)}",
                params,
            )
            by_sql = set(cursor.fetchall())
        assert by_sql == {key for key, values in recompute(TODAY).items() if function(_of(values))}
        assert by_sql


def _of(values: tuple[object, ...]) -> counting.Counts:
    row = dict(zip(MEASURES, values, strict=True))
    names = ("competent", "reported", "live", "level_online", "level_compliant")
    return replace(counts(0, 0), **{name: row[name] for name in names})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("area", "body", "level"),
    [("06", "", Level.STATE), (DISTRICT[:5], "", Level.DISTRICT), (DISTRICT, DISTRICT, Level.BODY)],
)
def test_part_of_a_past_day_is_what_the_whole_day_says(area: str, body: str, level: Level) -> None:
    """What is computed for one area or body alone equals its rows of the whole."""
    record(live(TOWN, "90001", DAY), live(DISTRICT, "90003", DAY))
    found = []
    for asked in ({}, {"area": area, "body": body, "level": level}):
        relation, params = source(PROGRESS, at=AsOf(TODAY), **asked)  # type: ignore[arg-type]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT * FROM {relation} r WHERE level = %(l)s AND ags = %(a)s ORDER BY 3",  # noqa: S608
                params | {"l": level.value, "a": area},
            )
            found.append(cursor.fetchall())
    assert found[0] == found[1] != []
