"""The history is append-only: what it noted is neither changed nor deleted, by nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import InternalError, connection, models, transaction
from pghistory.models import Event

from core.history import changes, field_label, history_of, values_in_words
from programs.choices import GrantState
from programs.models import Grant
from tests.factories.programs import GrantFactory, ProgramFactory

pytestmark = pytest.mark.django_db

GUARDED = (
    "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger_append_only%'"
)


def test_every_history_refuses_changes_in_the_database() -> None:
    histories = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, Event) and model._meta.managed
    }
    with connection.cursor() as cursor:
        cursor.execute(GUARDED)
        guarded = {table for (table,) in cursor.fetchall()}
    assert "programs_grantevent" in histories
    assert histories - guarded == set()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda events: events.update(title="anders"),
        lambda events: events.delete(),
        lambda events: events._raw_delete("default"),
    ],
    ids=["update", "delete", "raw delete"],
)
def test_noted_change_of_a_case_stays(
    attempt: Callable[[models.QuerySet[models.Model]], object],
) -> None:
    grant = GrantFactory.create(title="Gemeinsames Standesamt")
    Grant.objects.filter(pk=grant.pk).update(title="Gemeinsame Kasse")
    events = apps.get_model("programs", "GrantEvent").objects.filter(pgh_obj_id=grant.pk)
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        attempt(events)
    assert [event.title for event in events.order_by("pgh_id")] == [
        "Gemeinsames Standesamt",
        "Gemeinsame Kasse",
    ]


@pytest.mark.parametrize(
    ("column", "label"),
    [
        ("title", "Vorhaben"),
        ("program_id", "Förderprogramm"),
        ("program", "Förderprogramm"),
        ("nothing", "nothing"),
        ("tranches", "tranches"),  # no column
    ],
)
def test_column_is_called_what_people_call_it(column: str, label: str) -> None:
    assert field_label(Grant, column).lower() == label.lower()


def test_values_are_told_in_words_by_their_kind_and_rows_by_their_name() -> None:
    program = ProgramFactory.create()
    told = values_in_words(
        Grant,
        {
            "title": (None, "Kasse"),
            "program_id": (program.pk, -1),
            "state": (GrantState.DRAFT.value, "no state"),
            "received_on": ("2026-03-05", None),
            "applied_eur": (None, "1234.5"),
            "procurement_confirmed": (True, False),
            "nothing": ([], 7),
        },
    )
    pairs = [(value.old, value.new.replace("\u00a0", " ")) for value in told]
    assert pairs == [
        ("", "Kasse"),
        (str(program), "-1"),
        (str(GrantState.DRAFT.label), "no state"),
        ("05.03.2026", ""),
        ("", "1.234,50 €"),
        ("ja", "nein"),
        ("", "7"),
    ]


def test_names_of_related_rows_cost_one_query_however_many_changes(
    django_assert_num_queries: Any,
) -> None:
    programs = [ProgramFactory.create() for _number in range(2)]
    with django_assert_num_queries(1):
        told = values_in_words(Grant, {"program_id": (programs[0].pk, programs[1].pk)})
    assert [told[0].old, told[0].new] == [str(program) for program in programs]
    with django_assert_num_queries(0):
        values_in_words(Grant, {"title": ("a", "b")})


def test_created_row_tells_what_it_holds_and_a_changed_one_what_changed() -> None:
    grant = GrantFactory.create(title="Standesamt")
    Grant.objects.filter(pk=grant.pk).update(title="Kasse")
    changed, created = changes(history_of(grant))
    assert [(value.old, value.new) for value in changed.values] == [("Standesamt", "Kasse")]
    assert [str(changed.label), str(created.label)] == ["geändert", "angelegt"]
    held = {value.label.lower(): value for value in created.values}
    assert held["vorhaben"].new == "Standesamt"
    assert {value.old for value in created.values} == {""}
    assert all(value.new for value in created.values)  # what is empty is not told
    assert not {"search_text", "id", "is_demo"} & set(held)
    assert (changed.user, changed.reason, changed.what) == ("", "", created.what)
