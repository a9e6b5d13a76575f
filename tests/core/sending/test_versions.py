"""The version of what a page showed: it follows a row and its parts, and is compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.history import StoredChange, Value
from core.sending.versions import (
    Changed,
    Version,
    check_rows_seen,
    check_seen,
    in_words,
    name_of,
    parts_of,
    version_of,
    version_of_rows,
    versions_of,
)
from services.models import Competence, LeikaService, OzgService
from tests.factories.accounts import NOW
from tests.services.world import make_service

pytestmark = pytest.mark.usefixtures("world")


def service() -> OzgService:
    return OzgService.objects.get(pk="90001")


def test_version_travels_signed_and_comes_back_the_same() -> None:
    seen = version_of(service())
    assert seen.what == "services.ozgservice:90001"
    assert Version.read(seen.sign()) == seen
    for forged in ("", "x", seen.sign()[:-1], seen.sign() + "x"):
        assert Version.read(forged) is None


def test_version_stays_while_nothing_changes_and_follows_the_row() -> None:
    before = version_of(service())
    assert version_of(service()).digests == before.digests
    OzgService.objects.filter(pk="90001").update(name="Hundesteuern")
    assert version_of(service()).digests != before.digests


def test_version_follows_the_parts_of_its_row_and_of_no_other() -> None:
    before = version_of(service()).digests
    Competence.objects.filter(service="90002").update(note="x")
    assert version_of(service()).digests == before
    Competence.objects.filter(service="90001").update(note="x")
    noted = version_of(service()).digests
    changed = {name for name in noted if noted[name] != before.get(name)}
    assert {name.partition("/")[0] for name in changed} == {"services.competence"}
    LeikaService.objects.filter(ozg_service="90001").delete()
    assert "services.leikaservice" not in {
        name.partition("/")[0] for name in version_of(service()).digests
    }


def test_versions_of_many_cost_as_much_as_of_one(django_assert_num_queries: Any) -> None:
    assert versions_of([]) == {}
    for number in (1, 3):
        rows = list(OzgService.objects.order_by("pk")[:number])
        with django_assert_num_queries(2):
            found = versions_of(rows)
        assert list(found) == [row.pk for row in rows]
        assert {version.what for version in found.values()} == set(map(name_of, rows))
    assert found["90001"].digests == version_of(service()).digests


def test_parts_are_those_the_models_name_and_what_joins_them() -> None:
    parts = {(model._meta.label_lower, path) for model, path in parts_of(OzgService)}
    assert ("services.ozgservice", "pk") in parts
    assert ("services.competence", "service") in parts
    assert ("services.leikaservice", "ozg_service") in parts
    assert ("services.ozgservice_catalogues", "ozgservice") in parts


def test_rows_without_one_above_them_have_a_version_together() -> None:
    rows = OzgService.objects.filter(pk__in=["90001", "90002"])
    seen = version_of_rows("Leistungen", rows)
    check_rows_seen(version_of_rows("Leistungen", rows.order_by("-pk")), seen, entry="x")
    make_service("90006", "Märkte")
    check_rows_seen(version_of_rows("Leistungen", rows), seen, entry="x")
    OzgService.objects.filter(pk="90002").update(name="anders")
    for told in (seen, None):
        with pytest.raises(Changed) as changed:
            check_rows_seen(version_of_rows("Leistungen", rows), told, entry="Die Liste")
        assert changed.value.message.startswith("„Die Liste“ ")
        assert (changed.value.code, changed.value.lines) == ("changed", [])
    nothing = version_of_rows("x", OzgService.objects.none())
    assert nothing.digests == {"services.ozgservice": ""}


def test_row_that_stands_as_it_was_seen_may_be_written() -> None:
    seen = version_of(service())
    check_seen(service(), seen)
    check_seen(service(), replace(seen, at=seen.at - timedelta(days=9)))


def test_row_that_changed_is_refused_with_what_changed_since() -> None:
    seen = version_of(service())
    OzgService.objects.filter(pk="90001").update(name="Hundesteuern")
    LeikaService.objects.filter(ozg_service="90001").update(name="anders")
    with pytest.raises(Changed) as changed:
        check_seen(service(), seen)
    assert changed.value.message.startswith("„Hundesteuern (90001)“ ")
    lines = changed.value.lines
    assert any("„Hundesteuer“ → „Hundesteuern“" in line for line in lines)
    assert lines[-1].startswith("LeiKa-Leistungen")  # it has no history


def test_row_that_was_never_shown_is_refused_without_a_list() -> None:
    with pytest.raises(Changed) as changed:
        check_seen(service(), None)
    assert changed.value.lines == []


def stored(**values: Any) -> StoredChange:
    usual: dict[str, Any] = {"at": NOW, "what": "Zuwendung", "label": "geändert", "user": "Eva"}
    rest = {"reason": "", "request_id": "", "values": [Value("Titel", "alt", "neu")]}
    return StoredChange(**usual | rest | values)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({}, "23.11.2026, 10:00, Eva: Zuwendung geändert. Titel: „alt“ → „neu“"),
        ({"user": ""}, "23.11.2026, 10:00, das System: Zuwendung geändert. Titel: „alt“ → „neu“"),
        (
            {"values": [Value("A", "", "1"), Value("B", "2", "")]},
            "23.11.2026, 10:00, Eva: Zuwendung geändert. A: „–“ → „1“, B: „2“ → „–“",
        ),
    ],
)
def test_change_is_told_in_one_line(change: dict[str, Any], line: str) -> None:
    assert in_words(stored(**change)) == line


def test_day_of_a_change_is_the_day_here() -> None:
    late = NOW.replace(hour=23, minute=30)
    assert in_words(stored(at=late)).startswith("24.11.2026, 00:30")
    assert date(2026, 11, 23) == NOW.date()
