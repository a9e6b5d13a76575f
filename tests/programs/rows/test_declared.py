"""Every table that hangs on a case or a body says whose its rows are, or why it needs none."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model
from pghistory.models import Event

from municipalities.models import Municipality
from programs.models import Grant
from programs.rows.declared import DECLARED, EXCUSED, declared
from programs.rows.whose import NAMED

# Bodies, their people and the progress of their services are no money: everybody signed in reads
# them, and what is kept to an area is kept by the queries (accounts.queries.areas_of).
NO_MONEY = ("municipalities_", "services_")


def hanging() -> Iterator[str]:
    """Tables with a key of a case, of a body, or of a row that has one."""
    closed = {rows.table for rows in declared()}
    roots = {Grant._meta.db_table, Municipality._meta.db_table, *closed}
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, Event) and model.pgh_tracked_model._meta.db_table in EXCUSED:  # type: ignore[attr-defined]  # of a history
            continue
        if model._meta.managed and roots & set(parents(model)):
            yield model._meta.db_table


def parents(model: type[Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        if field.related_model is not None:
            related: type[Model] = field.related_model
            yield related._meta.db_table


def test_every_table_of_a_case_or_a_body_is_declared_or_excused() -> None:
    closed = {rows.table for rows in declared()}
    found = {table for table in hanging() if not table.startswith(NO_MONEY)}
    assert sorted(found - closed - set(EXCUSED)) == []
    assert sorted(set(EXCUSED) - found) == []
    assert {"programs_grant", "programs_ledgerentry", "programs_grantevent"} <= closed


def test_every_table_is_declared_once_and_named_so_that_its_statements_are_known() -> None:
    tables = [rows.table for rows in declared()]
    assert len(tables) == len(set(tables)) > len(DECLARED)
    assert [table for table in tables if not table.startswith(NAMED)] == []
