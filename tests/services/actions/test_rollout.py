"""Recording roll-outs: what is written, what is refused, and that nothing is half-written."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.choices import Role
from core.errors import RuleError
from core.models import DirtyKey
from services.actions import ChangeProblem, RolloutChange, RolloutError, record_rollouts
from services.choices import EventSource
from services.models import OnlineProcess, RolloutEvent
from tests.services.world import (
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
    make_user,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

JANUARY, MARCH, MAY = date(2026, 1, 10), date(2026, 3, 10), date(2026, 5, 10)
Span = tuple[date, date | None, bool, bool, bool]


def spans(ags: str = TOWN, service: str = "90001") -> list[Span]:
    """The chain of a pair, without events that were corrected on their own day."""
    events = RolloutEvent.objects.filter(municipality_id=ags, service_id=service)
    return [
        (e.valid_from, e.valid_to, e.configured, e.listed, e.live)
        for e in events.order_by("valid_from", "pk")
        if e.valid_to != e.valid_from
    ]


def refusal(*changes: RolloutChange) -> list[ChangeProblem]:
    """The problems the changes are refused for; nothing may have been written."""
    before = RolloutEvent.objects.count()
    with pytest.raises(RolloutError) as refused, transaction.atomic():
        record(*changes)
    assert RolloutEvent.objects.count() == before
    return refused.value.problems


def test_first_report_starts_the_chain() -> None:
    assert record(RolloutChange(TOWN, "90001", JANUARY, configured=True)).written == 1
    assert spans() == [(JANUARY, None, True, False, False)]


def test_known_fields_change_and_the_rest_stays() -> None:
    record(RolloutChange(TOWN, "90001", JANUARY, configured=True))
    record(RolloutChange(TOWN, "90001", MARCH, listed=True, live=True))
    assert spans() == [(JANUARY, MARCH, True, False, False), (MARCH, None, True, True, True)]


def test_unchanged_state_writes_nothing() -> None:
    record(live(TOWN, "90001", JANUARY))
    recorded = record(live(TOWN, "90001", MARCH))
    assert (recorded.written, recorded.unchanged) == (0, 1)
    assert spans() == [(JANUARY, None, True, True, True)]


def test_first_report_of_nothing_is_a_report() -> None:
    assert record(RolloutChange(TOWN, "90001", JANUARY)).written == 1
    assert spans() == [(JANUARY, None, False, False, False)]


def test_backdated_event_takes_its_place_between_two_others() -> None:
    record(RolloutChange(TOWN, "90001", JANUARY, configured=True))
    record(live(TOWN, "90001", MAY))
    record(RolloutChange(TOWN, "90001", MARCH, listed=True))
    assert spans() == [
        (JANUARY, MARCH, True, False, False),
        (MARCH, MAY, True, True, False),
        (MAY, None, True, True, True),
    ]


def test_event_before_the_first_ends_where_that_begins() -> None:
    record(live(TOWN, "90001", MARCH))
    record(RolloutChange(TOWN, "90001", JANUARY, configured=True))
    assert spans() == [(JANUARY, MARCH, True, False, False), (MARCH, None, True, True, True)]


def test_second_event_of_a_day_corrects_the_first() -> None:
    record(live(TOWN, "90001", JANUARY))
    record(RolloutChange(TOWN, "90001", JANUARY, live=False))
    assert spans() == [(JANUARY, None, True, True, False)]
    assert RolloutEvent.objects.at(JANUARY).get().live is False
    assert RolloutEvent.objects.count() == 2


def test_several_days_of_one_service_in_one_call_build_on_each_other() -> None:
    record(
        RolloutChange(TOWN, "90001", MAY, live=True),
        RolloutChange(TOWN, "90001", JANUARY, configured=True),
        RolloutChange(TOWN, "90001", MARCH, listed=True),
    )
    assert spans() == [
        (JANUARY, MARCH, True, False, False),
        (MARCH, MAY, True, True, False),
        (MAY, None, True, True, True),
    ]


def test_losing_the_listing_ends_being_online() -> None:
    record(live(TOWN, "90001", JANUARY))
    record(RolloutChange(TOWN, "90001", MARCH, listed=False))
    assert spans() == [(JANUARY, MARCH, True, True, True), (MARCH, None, True, False, False)]


def test_pause_ends_being_online_and_going_live_ends_the_pause() -> None:
    record(live(TOWN, "90001", JANUARY))
    record(RolloutChange(TOWN, "90001", MARCH, paused=True))
    assert RolloutEvent.objects.current().get().paused is True
    record(RolloutChange(TOWN, "90001", MAY, live=True))
    event = RolloutEvent.objects.current().get()
    assert (event.paused, event.live) == (False, True)


def test_not_competent_clears_the_flags() -> None:
    record(live(TOWN, "90001", JANUARY))
    record(RolloutChange(TOWN, "90001", MARCH, applicable=False))
    event = RolloutEvent.objects.current().get()
    flags = (event.applicable, event.registered, event.configured, event.listed, event.live)
    assert flags == (False, False, False, False, False)


@pytest.mark.usefixtures("untranslated")
def test_live_without_set_up_or_listing_is_refused_by_name() -> None:
    problem = refusal(RolloutChange(TOWN, "90001", JANUARY, listed=True, live=True, row=7))
    assert [astuple(p) for p in problem] == [
        (
            7,
            "live",
            "yes",
            "“Hundesteuer (90001)” in Town Oberstadt cannot be online. Missing: set up.",
        )
    ]


def test_database_refuses_live_without_listing_whatever_the_door() -> None:
    with pytest.raises(DatabaseError, match="live_needs_setup_and_listing"):
        RolloutEvent.objects.create(
            municipality_id=TOWN, service_id="90001", valid_from=JANUARY, live=True, configured=True
        )


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        (RolloutChange("06431999", "90001", JANUARY), "ags", "06431999"),
        (RolloutChange(TOWN, "99999", JANUARY), "service", "99999"),
        (RolloutChange(TOWN, "90001", TODAY + timedelta(days=1)), "day", "23.11.2026"),
        (RolloutChange(TOWN, "90003", JANUARY), "service", "90003"),
        (RolloutChange(TOWN, "90004", JANUARY), "service", "90004"),
        (RolloutChange(TOWN, "90001", JANUARY, process="nichts"), "process", "nichts"),
        (RolloutChange(HANAU, "90001", date(2025, 12, 31)), "day", "31.12.2025"),
        (RolloutChange(HANAU_BEFORE, "90001", JANUARY), "day", "10.01.2026"),
    ],
)
def test_wrong_change_is_refused_with_field_and_value(
    change: RolloutChange, field: str, value: str
) -> None:
    problems = refusal(change, RolloutChange(TOWN, "90002", JANUARY, configured=True))
    assert [(p.row, p.field, p.value) for p in problems] == [(1, field, value)]


def test_all_problems_of_a_call_are_listed() -> None:
    problems = refusal(*(RolloutChange(TOWN, str(number), JANUARY) for number in range(3)))
    assert [p.row for p in problems] == [1, 2, 3]


@pytest.mark.usefixtures("untranslated")
def test_competence_problem_names_body_service_and_level() -> None:
    (problem,) = refusal(RolloutChange(VILLAGE, "90003", JANUARY))
    assert problem.message == (
        "Municipality Kleindorf is not competent for “Fahrzeugzulassung (90003)”, which is for: "
        "District level. Leave the line out, or correct the competence."
    )


def test_skip_incompetent_leaves_out_and_names_them() -> None:
    recorded = record(
        live(VILLAGE, "90003", JANUARY), live(VILLAGE, "90001", JANUARY), skip_incompetent=True
    )
    assert (recorded.written, recorded.unchanged, recorded.skipped_count) == (1, 0, 1)
    assert [(p.row, p.value) for p in recorded.skipped] == [(1, "90003")]


def test_service_to_be_clarified_can_be_reported() -> None:
    assert record(live(TOWN, "90005", JANUARY)).written == 1


def test_independent_city_reports_for_both_levels() -> None:
    assert record(live(CITY, "90001", JANUARY), live(CITY, "90003", JANUARY)).written == 2
    assert record(live(DISTRICT, "90003", JANUARY)).written == 1


def test_lowest_criterion_decides_the_level() -> None:
    criteria = [4, 4, 2, 4, 4, 4, 4, 4, 4, 4]
    record(RolloutChange(TOWN, "90001", JANUARY, maturity_model="1.1", maturity_criteria=criteria))
    event = RolloutEvent.objects.get()
    assert (event.maturity_level, event.maturity_criteria) == (2, criteria)


@pytest.mark.parametrize(
    "change",
    [
        RolloutChange(TOWN, "90001", JANUARY, maturity_model="1.1", maturity_criteria=[4] * 9),
        RolloutChange(TOWN, "90001", JANUARY, maturity_model="1.1", maturity_criteria=[5] * 10),
        RolloutChange(TOWN, "90001", JANUARY, maturity_model="9.9", maturity_level=1),
        RolloutChange(TOWN, "90001", JANUARY, maturity_model="1.1", maturity_level=5),
        RolloutChange(TOWN, "90001", JANUARY, maturity_level=3),
    ],
)
def test_wrong_rating_is_refused(change: RolloutChange) -> None:
    assert [p.field for p in refusal(change)] == ["maturity_criteria"]


def test_empty_process_takes_the_process_away() -> None:
    OnlineProcess.objects.create(code="hund", name="Hund", kind="civento")
    record(RolloutChange(TOWN, "90001", JANUARY, process="hund"))
    record(RolloutChange(TOWN, "90001", MARCH, process=""))
    processes = RolloutEvent.objects.order_by("valid_from").values_list("process_id", flat=True)
    assert list(processes) == ["hund", None]


def test_editor_reports_for_the_own_body_only() -> None:
    editor = make_user("editor", Role.MUNICIPALITY_EDITOR, TOWN)
    own = [RolloutChange(TOWN, "90001", JANUARY)]
    record_rollouts(own, by=editor, source=EventSource.SELF_REPORT, at=NOW)
    event = RolloutEvent.objects.get()
    assert (event.recorded_by, event.source, event.recorded_at) == (editor, "self_report", NOW)
    foreign = [RolloutChange(SECOND_TOWN, "90001", JANUARY)]
    with pytest.raises(RolloutError) as refused:
        record_rollouts(foreign, by=editor, source=EventSource.SELF_REPORT, at=NOW)
    assert [p.field for p in refused.value.problems] == ["ags"]


def test_viewer_may_not_report() -> None:
    viewer = make_user("viewer", Role.MUNICIPALITY_VIEWER, TOWN)
    with pytest.raises(RuleError) as refused:
        record_rollouts([], by=viewer, source=EventSource.SELF_REPORT, at=NOW)
    assert refused.value.code == "not_allowed"


def test_coordinator_corrects_with_a_reason_only() -> None:
    coordinator = make_user("coordinator", Role.COORDINATOR)
    change = [RolloutChange(TOWN, "90001", JANUARY)]
    with pytest.raises(RuleError) as refused:
        record_rollouts(change, by=coordinator, source=EventSource.MINISTRY, at=NOW)
    assert refused.value.field == "reason"
    record_rollouts(
        change, by=coordinator, source=EventSource.MINISTRY, at=NOW, reason="Anruf am 9. Januar"
    )
    assert RolloutEvent.objects.get().source_note == "Anruf am 9. Januar"


def test_report_without_a_person_is_refused() -> None:
    with pytest.raises(RuleError) as refused:
        record_rollouts([], by=None, source=EventSource.SELF_REPORT, at=NOW)
    assert refused.value.code == "not_allowed"


def test_events_note_what_they_touch() -> None:
    DirtyKey.objects.all().delete()
    record(live(TOWN, "90001", JANUARY))
    record(RolloutChange(TOWN, "90001", date(2025, 6, 1), configured=True))
    noted = DirtyKey.objects.order_by("pk").values_list("rollup", "ags", "key", "since")
    assert list(noted) == [
        ("progress", TOWN, {"service_id": "90001"}, JANUARY),
        ("progress_months", "", {"theme_field": "familie", "until": None}, JANUARY),
        ("progress", TOWN, {"service_id": "90001"}, date(2025, 6, 1)),
        (
            "progress_months",
            "",
            {"theme_field": "familie", "until": "2026-01-10"},
            date(2025, 6, 1),
        ),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE services_rolloutevent SET configured = FALSE",
        "UPDATE services_rolloutevent SET valid_to = NULL WHERE valid_to IS NOT NULL",
        "DELETE FROM services_rolloutevent",
        "TRUNCATE services_rolloutevent",
    ],
)
def test_ledger_is_append_only(statement: str) -> None:
    record(live(TOWN, "90001", JANUARY), RolloutChange(TOWN, "90001", MARCH, live=False))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "valid_to",
    [date(2026, 2, 1), None],
    ids=["gap", "overlap"],
)
def test_database_refuses_a_broken_chain(valid_to: date | None) -> None:
    record(RolloutChange(TOWN, "90001", MARCH))
    with pytest.raises(DatabaseError, match=r"gap or overlap|rollout_one_current"):
        RolloutEvent.objects.create(
            municipality_id=TOWN,
            service_id="90001",
            valid_from=JANUARY,
            valid_to=valid_to,
            source=EventSource.IMPORT,
        )
