"""What the portal no longer lists: told by every import, taken away by one of the whole state."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.choices import Role
from core.imports.errors import FileRefused
from services.actions import RolloutChange, record_rollouts
from services.choices import EventSource
from services.imports.rollouts import import_rollouts
from services.models import RolloutEvent
from tests.services.files import competence, entry, message, pvog, states, written
from tests.services.world import (
    CITY,
    DISTRICT,
    NOW,
    SECOND_TOWN,
    TOWN,
    make_user,
)

pytestmark = pytest.mark.usefixtures("world")

BEFORE, DAY = "2026-10-01", "2026-11-01"
FIRST, SECOND = "90001", "90002"


def bring(path: Path, *, complete: bool = False) -> tuple[int, int, list[str]]:
    report = import_rollouts(path, by=None, at=NOW, complete=complete)
    return report.written, report.unchanged, report.notes


def listed_before(tmp_path: Path) -> None:
    """Two services of the town and one of the city were online in October."""
    old = [entry(day=BEFORE), entry(day=BEFORE, service=SECOND), entry(day=BEFORE, body=CITY)]
    assert bring(pvog(tmp_path, *old))[0] == 3


@pytest.mark.usefixtures("untranslated")
def test_entry_that_is_gone_is_told_and_stays(tmp_path: Path) -> None:
    listed_before(tmp_path)
    note = (
        "1 entry that Open-PVOG had listed is no longer in the file and stays listed: "
        "Town Oberstadt (06431001): Geburtsurkunde (90002). Is the file the whole state of "
        "its bodies? Then import it with --complete."
    )
    assert bring(pvog(tmp_path, entry(day=DAY))) == (0, 1, [note])
    assert states() == [
        (CITY, FIRST, True, True, True),
        (TOWN, FIRST, True, True, True),
        (TOWN, SECOND, True, True, True),
    ]


def test_whole_state_takes_away_what_is_gone_in_its_bodies_alone(tmp_path: Path) -> None:
    listed_before(tmp_path)
    path = pvog(tmp_path, entry(day=DAY))
    written_, unchanged, notes = bring(path, complete=True)
    assert (written_, unchanged, len(notes)) == (1, 1, 1)
    assert states() == [
        (CITY, FIRST, True, True, True),
        (TOWN, FIRST, True, True, True),
        (TOWN, SECOND, True, False, False),
    ]
    event = RolloutEvent.objects.current().get(service=SECOND)
    assert (event.valid_from, event.source) == (date(2026, 11, 1), EventSource.IMPORT)
    assert event.source_note == "Open-PVOG: pvog.csv"
    assert bring(path, complete=True) == (0, 1, [])


def test_day_before_the_file_still_shows_what_was(tmp_path: Path) -> None:
    listed_before(tmp_path)
    bring(pvog(tmp_path, entry(day=DAY)), complete=True)
    held = RolloutEvent.objects.at(date(2026, 10, 31)).get(service=SECOND)
    assert (held.listed, held.live) == (True, True)


def test_what_is_listed_again_comes_back(tmp_path: Path) -> None:
    listed_before(tmp_path)
    bring(pvog(tmp_path, entry(day=DAY)), complete=True)
    bring(pvog(tmp_path, entry(day="2026-11-15"), entry(day="2026-11-15", service=SECOND)))
    assert (TOWN, SECOND, True, True, True) in states()
    assert bring(pvog(tmp_path, entry(day="2026-11-16")), complete=True)[0] == 1


def test_own_report_after_the_listing_loses_the_listing_alone(tmp_path: Path) -> None:
    listed_before(tmp_path)
    report = RolloutChange(TOWN, SECOND, date(2026, 10, 9), registered=True, integrated=True)
    by_the_town(report)
    bring(pvog(tmp_path, entry(day=DAY)), complete=True)
    event = RolloutEvent.objects.current().get(municipality=TOWN, service=SECOND)
    assert (event.listed, event.live) == (False, False)
    assert (event.registered, event.configured, event.integrated) == (True, True, True)


def test_listing_the_town_reported_itself_stays(tmp_path: Path) -> None:
    by_the_town(RolloutChange(TOWN, SECOND, date(2026, 9, 1), configured=True, listed=True))
    listed_before(tmp_path)
    assert bring(pvog(tmp_path, entry(day=DAY)), complete=True) == (0, 1, [])
    assert (TOWN, SECOND, True, True, True) in states()


def test_report_of_the_same_day_does_not_make_the_listing_the_towns(tmp_path: Path) -> None:
    listed_before(tmp_path)
    by_the_town(RolloutChange(TOWN, SECOND, date.fromisoformat(BEFORE), integrated=True))
    assert bring(pvog(tmp_path, entry(day=DAY)), complete=True)[0] == 1


def test_correction_by_the_ministry_stays(tmp_path: Path) -> None:
    listed_before(tmp_path)
    record_rollouts(
        [
            RolloutChange(TOWN, SECOND, date(2026, 10, 8), listed=False, row=1),
            RolloutChange(TOWN, SECOND, date(2026, 10, 9), listed=True, row=2),
        ],
        by=make_user("ministry", Role.COORDINATOR),
        source=EventSource.MINISTRY,
        at=NOW,
        reason="laut Anruf",
    )
    assert bring(pvog(tmp_path, entry(day=DAY)), complete=True) == (0, 1, [])


def test_one_portal_says_nothing_about_the_entries_of_another(tmp_path: Path) -> None:
    listed_before(tmp_path)
    path = message(tmp_path, written("organisationseinheit", competence("A", TOWN)))
    assert bring(path, complete=True) == (0, 1, [])


def test_xzufi_takes_away_what_is_gone(tmp_path: Path) -> None:
    both = written("organisationseinheit", competence("A", TOWN, SECOND_TOWN))
    third = written("organisationseinheit", competence("C", DISTRICT), competence("B", TOWN))
    bring(message(tmp_path, both, third))
    path = message(tmp_path, written("organisationseinheit", competence("B", TOWN, SECOND_TOWN)))
    assert len(bring(path)[2]) == 1
    assert bring(path, complete=True)[:2] == (2, 2)
    assert [state[:2] for state in states() if state[3]] == [
        (DISTRICT, "90003"),
        (TOWN, SECOND),
        (SECOND_TOWN, SECOND),
    ]
    assert bring(path, complete=True) == (0, 2, [])


def test_entries_of_later_days_are_not_looked_at(tmp_path: Path) -> None:
    bring(pvog(tmp_path, entry(day=DAY, service=SECOND)))
    assert bring(pvog(tmp_path, entry(day=BEFORE)), complete=True) == (1, 0, [])


def test_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    listed_before(tmp_path)
    path, out = pvog(tmp_path, entry(day=DAY)), StringIO()
    before = RolloutEvent.objects.count()
    call_command("import_rollouts", str(path), dry_run=True, complete=True, stdout=out)
    assert RolloutEvent.objects.count() == before
    assert "Geburtsurkunde (90002)" in out.getvalue()
    call_command("import_rollouts", str(path), complete=True, stdout=StringIO())
    assert RolloutEvent.objects.count() == before + 1


def test_own_table_is_never_the_whole_state(tmp_path: Path) -> None:
    path = tmp_path / "tabelle.csv"
    path.write_text(f"ags;leistung;online\n{TOWN};{FIRST};\n", encoding="utf-8")
    with pytest.raises(FileRefused):
        bring(path, complete=True)


def by_the_town(change: RolloutChange) -> None:
    record_rollouts(
        [change],
        by=make_user("editor", Role.MUNICIPALITY_EDITOR, TOWN),
        source=EventSource.SELF_REPORT,
        at=NOW,
    )
