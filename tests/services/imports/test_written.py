"""What an import says before and after it writes: sums by kind, and the first changes in words."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from services.actions import Kinds, RolloutChange
from services.imports.rollouts import import_rollouts
from services.models import OnlineProcess
from tests.services.files import entry, pvog
from tests.services.world import NOW, SECOND_TOWN, TOWN, make_service, record

pytestmark = pytest.mark.usefixtures("world", "untranslated")

OCTOBER = "2026-10-01"
FIRST, SECOND = "Town Oberstadt (06431001),", "Town Unterstadt (06431002),"
SINCE = "from 01.11.2026"
KINDS = ("Newly online", "No longer online", "Newly listed", "No longer listed", "Other changes")


def lines(path: Path, *, complete: bool = False) -> list[str]:
    return import_rollouts(path, by=None, at=NOW, complete=complete).differences


def sums(*counts: int) -> str:
    return " ".join(f"{kind}: {count}." for kind, count in zip(KINDS, counts, strict=True))


def test_each_change_is_told_and_summed_by_its_kind(tmp_path: Path) -> None:
    services = [entry(day=OCTOBER), entry(day=OCTOBER, service="90002")]
    import_rollouts(pvog(tmp_path, *services), by=None, at=NOW)
    path = pvog(
        tmp_path,
        {**entry(), "online_status": "nicht ok"},
        entry(body=SECOND_TOWN),
        {**entry(body=SECOND_TOWN, service="90002"), "aktiv": "nein"},
    )
    assert lines(path, complete=True) == [
        f"{FIRST} Hundesteuer (90001), {SINCE}: available online: no",
        f"{SECOND} Hundesteuer (90001), {SINCE}: set up: yes, listed: yes, available online: yes",
        f"{FIRST} Geburtsurkunde (90002), {SINCE}: listed: no, available online: no",
        f"{SECOND} Geburtsurkunde (90002), {SINCE}: Not started",
        sums(1, 2, 1, 1, 1),
    ]
    assert lines(path, complete=True) == []


def test_dry_run_shows_what_the_real_run_does(tmp_path: Path) -> None:
    path, dry, real = pvog(tmp_path, entry()), StringIO(), StringIO()
    call_command("import_rollouts", str(path), dry_run=True, stdout=dry)
    call_command("import_rollouts", str(path), stdout=real)
    said = dry.getvalue().splitlines()
    assert said[:-1] == real.getvalue().splitlines()[:-1]
    assert said == [
        f"{FIRST} Hundesteuer (90001), {SINCE}: set up: yes, listed: yes, available online: yes",
        sums(1, 0, 1, 0, 0),
        "1 rows read, 1 would be written, 0 unchanged. Nothing was written (dry run).",
    ]


def test_first_twenty_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    for number in range(21):
        make_service(f"91{number:03}", f"Leistung {number}")
    keys = [f"9991{number:03}0000000" for number in range(21)]
    said = lines(pvog(tmp_path, *({**entry(), "leika_key": key} for key in keys)))
    assert len(said) == 20 + 1 + 1
    assert said[19].startswith(f"{FIRST} Leistung 19 (91019)")
    assert said[20:] == [
        "… and 1 more change.",
        sums(21, 0, 21, 0, 0),
    ]


def test_several_changes_of_one_pair_are_told_step_by_step() -> None:
    process = OnlineProcess.objects.create(code="hund", name="Hund", kind="civento")
    recorded = record(
        RolloutChange(TOWN, "90001", NOW.date().replace(day=1), listed=True, process=process.pk),
        RolloutChange(TOWN, "90001", NOW.date().replace(day=2), listed=False),
        RolloutChange(TOWN, "90001", NOW.date().replace(day=3), integrated=True),
        RolloutChange(TOWN, "90001", NOW.date().replace(day=4), integrated=True),
    )
    assert (recorded.written, recorded.unchanged) == (3, 1)
    assert recorded.kinds == Kinds(newly_listed=1, no_longer_listed=1, other=1)
    assert [step.after.listed for step in recorded.first] == [True, False, False]
