"""The history is append-only: what it noted is neither changed nor deleted, by nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import InternalError, connection, models, transaction
from pghistory.models import Event

from programs.models import Grant
from tests.factories.programs import GrantFactory

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
