"""The month-end series: complete, exact, and recomputed only where the past changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from core.calendar import month_ends
from core.locks import Turn
from core.models import DirtyKey, RollupState
from core.rollups import rebuild, refresh_all
from services.actions import months
from services.models import (
    Catalogue,
    Competence,
    MonthEnd,
    OnlineProcess,
    OzgService,
    ProcessEvent,
    ProgressMonth,
)
from services.queries.checks import check_month
from services.rollups import PROGRESS
from services.tasks import check_months, refresh_months
from tests.services.world import (
    DISTRICT,
    HANAU_BEFORE,
    NOW,
    SECOND_TOWN,
    TODAY,
    TOWN,
    VILLAGE,
    live,
    make_service,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

LATER = NOW + timedelta(minutes=5)
END_OF_MAY = date(2025, 5, 31)


def month(day: date, ags: str = "06431", field: str = "familie", level: str = "district") -> object:
    """services, federal_any, level3_any, area_wide, competent, reported, live, inhabitants live."""
    return ProgressMonth.objects.values_list(
        "services",
        "federal_any",
        "level3_any",
        "area_wide",
        "competent",
        "reported",
        "live",
        "inhabitants_live",
    ).get(day=day, ags=ags, level=level, theme_field_id=field)


def service(ozg_id: str) -> OzgService:
    return OzgService.objects.get(pk=ozg_id)


def test_series_reaches_from_october_2019_to_the_last_month_end() -> None:
    months.refresh(today=TODAY, now=NOW)
    days = list(MonthEnd.objects.values_list("day", flat=True))
    assert days == month_ends(date(2019, 10, 1), TODAY)
    assert (days[0], days[-1], len(days)) == (date(2019, 10, 31), date(2026, 10, 31), 85)
    assert set(ProgressMonth.objects.values_list("day", flat=True)) == set(days)


def test_month_counts_what_stood_at_its_end() -> None:
    record(
        live(TOWN, "90001", date(2025, 5, 31)),
        live(SECOND_TOWN, "90001", date(2025, 6, 1), level=2),
        live(VILLAGE, "90001", date(2025, 6, 30), level=2),
    )
    months.refresh(today=TODAY, now=NOW)
    # Two services, three municipalities: six pairs; the district itself is competent for none.
    assert month(date(2025, 4, 30)) == (2, 0, 0, 0, 6, 0, 0, 0)
    assert month(END_OF_MAY) == (2, 1, 1, 0, 6, 1, 1, 30_000)
    assert month(date(2025, 6, 30)) == (2, 1, 1, 1, 6, 3, 3, 60_000)


def test_bodies_of_their_time_are_counted() -> None:
    record(live(HANAU_BEFORE, "90001", date(2025, 6, 1)))
    months.refresh(today=TODAY, now=NOW)
    assert month(date(2025, 12, 31), "06435") == (2, 1, 1, 1, 2, 1, 1, 100_000)
    assert not ProgressMonth.objects.filter(day=date(2026, 1, 31), ags="06435").exists()
    assert month(date(2026, 1, 31), "06415") == (2, 0, 0, 0, 2, 0, 0, 0)


def test_theme_fields_add_up_to_all_services() -> None:
    record(live(TOWN, "90001", date(2025, 5, 1)), live(DISTRICT, "90003", date(2025, 5, 1)))
    months.refresh(today=TODAY, now=NOW)
    rows = ProgressMonth.objects.filter(day=END_OF_MAY, ags="06", level="state")
    assert sorted(rows.values_list("theme_field_id", "services", "federal_any")) == [
        ("familie", 2, 1),
        ("reisen", 1, 1),
    ]


def test_backdated_event_touches_the_months_until_the_next_event() -> None:
    record(live(TOWN, "90001", date(2025, 8, 15)))
    months.refresh(today=TODAY, now=NOW)
    record(live(TOWN, "90001", date(2025, 5, 20), level=2))
    assert months.note_changes(today=TODAY) == 3
    stale = MonthEnd.objects.filter(is_stale=True)
    assert list(stale.values_list("day", "stale_theme_fields")) == [
        (END_OF_MAY, ["familie"]),
        (date(2025, 6, 30), ["familie"]),
        (date(2025, 7, 31), ["familie"]),
    ]
    assert months.refresh(today=TODAY, now=LATER) == 3
    assert month(date(2025, 4, 30)) == (2, 0, 0, 0, 6, 0, 0, 0)
    assert month(date(2025, 7, 31)) == (2, 1, 0, 0, 6, 1, 1, 30_000)
    assert month(date(2025, 8, 31)) == (2, 1, 1, 0, 6, 1, 1, 30_000)
    assert MonthEnd.objects.filter(computed_at=LATER).count() == 3


def test_event_of_the_running_month_touches_no_month_end() -> None:
    months.refresh(today=TODAY, now=NOW)
    record(live(TOWN, "90001", TODAY))
    assert months.note_changes(today=TODAY) == 0
    assert not DirtyKey.objects.filter(rollup="progress_months").exists()


def test_new_month_end_joins_the_series() -> None:
    months.refresh(today=TODAY, now=NOW)
    assert months.refresh(today=date(2026, 12, 1), now=LATER) == 1
    assert MonthEnd.objects.last() == MonthEnd(day=date(2026, 11, 30))


def test_refresh_of_today_leaves_the_series_alone_and_the_other_way_round() -> None:
    DirtyKey.objects.all().delete()
    record(live(TOWN, "90001", date(2025, 5, 20)))
    refresh_all(at=TODAY, now=NOW)
    assert list(DirtyKey.objects.values_list("rollup", flat=True)) == ["progress_months"]
    record(live(SECOND_TOWN, "90001", date(2025, 5, 20)))
    months.refresh(today=TODAY, now=NOW)
    assert list(DirtyKey.objects.values_list("rollup", flat=True)) == ["progress"]


@pytest.mark.parametrize(
    "change",
    [
        lambda: Competence.objects.filter(service_id="90002").update(level="state"),
        lambda: OzgService.objects.filter(pk="90002").update(theme_field_id="reisen"),
        lambda: Catalogue.objects.get().ozgservice_set.remove(service("90002")),
        lambda: OnlineProcess.objects.create(code="x", kind="efa").services.add(service("90002")),
        lambda: OnlineProcess.objects.filter(code="other").update(kind="civento"),
    ],
    ids=["competence", "theme field", "catalogue", "process", "kind of a process"],
)
def test_change_behind_all_months_makes_all_stale(change: object) -> None:
    OnlineProcess.objects.create(code="other", kind="other")
    months.refresh(today=TODAY, now=NOW)
    change()  # type: ignore[operator]  # a lambda from above
    assert months.note_changes(today=TODAY) == 85


def test_release_of_a_process_counts_from_its_day() -> None:
    process = OnlineProcess.objects.create(code="hund", name="Hund", kind="civento")
    process.services.add(service("90001"))
    months.refresh(today=TODAY, now=NOW)
    ProcessEvent.objects.create(process=process, state="released", on=date(2026, 9, 15))
    ProcessEvent.objects.create(
        process=process, state="blocked", on=date(2026, 9, 20), reason="Schnittstelle"
    )
    assert months.refresh(today=TODAY, now=LATER) == 2
    provided = ProgressMonth.objects.filter(ags="06", level="state", theme_field_id="familie")
    assert list(provided.order_by("-day").values_list("provided", flat=True)[:3]) == [1, 1, 0]
    assert check_month(date(2026, 10, 31), now=NOW) == []


def test_two_catalogues_stand_side_by_side() -> None:
    newer = Catalogue.objects.create(code="2026", name="2026", as_of=date(2026, 1, 1), source="T")
    make_service("90006", "Gewerbeanmeldung").catalogues.add(newer)
    for ozg_id in ("90001", "90002"):
        OzgService.objects.get(pk=ozg_id).catalogues.add(newer)
    months.refresh(today=TODAY, now=NOW)
    rows = ProgressMonth.objects.filter(day=END_OF_MAY, ags="06", theme_field_id="familie")
    assert sorted(rows.filter(level="state").values_list("catalogue_id", "services")) == [
        ("2019", 2),
        ("2026", 3),
    ]


def test_tasks_compute_and_check_the_series() -> None:
    assert refresh_months() == MonthEnd.objects.count() > 80
    assert not MonthEnd.objects.exclude(checked_at=None).exists()
    assert refresh_months() == 0  # nothing to compute: the new months get their first check
    first = MonthEnd.objects.exclude(checked_at=None).count()
    assert first >= 1
    found = check_months()
    assert set(found.values()) == {0}
    assert MonthEnd.objects.exclude(checked_at=None).count() >= first


def test_second_run_leaves_the_series_to_the_first(django_db_blocker: object) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [Turn.MONTH_SERIES.value])
        assert refresh_months() == 0
    finally:
        other.close()
    assert not MonthEnd.objects.exists()


def test_month_ends_of_days_to_come_leave_the_series() -> None:
    """A clock ran ahead once; the next sweep under the right one removes what it left."""
    months.refresh(today=date(2027, 2, 1), now=LATER)
    assert MonthEnd.objects.filter(day__gt=TODAY).exists()
    months.refresh(today=TODAY, now=NOW)
    assert not MonthEnd.objects.filter(day__gt=TODAY).exists()
    assert not ProgressMonth.objects.filter(day__gt=TODAY).exists()
    assert MonthEnd.objects.last() == MonthEnd(day=date(2026, 10, 31))


@pytest.mark.parametrize(
    ("ahead", "day"),
    [(timedelta(hours=1), date(2028, 1, 2)), (timedelta(hours=1, seconds=1), TODAY)],
)
def test_refresh_replaces_what_a_clock_ahead_computed(ahead: timedelta, day: date) -> None:
    """A refresh that only comes late stays with the newer day."""
    rebuild(PROGRESS, at=date(2028, 1, 2), now=NOW + ahead)
    refresh_all(at=TODAY, now=NOW)
    assert RollupState.objects.get(name="progress").as_of == day
