"""Migrations that only add, without making every model of the house anew for each operation.

Django keeps a class for every model of a state. When an operation touches one, it makes that class
and those of all related models anew; everything here is related to accounts, so each of some 700
constraints, triggers and tables made half of the house again. What is added needs its own model
alone, and the classes of all are made once, before a migration that does more
(docs/adr/0040-models-of-a-migration.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.operations import CreateExtension
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

ADDING = (CreateModel, AddField, AddConstraint, AddIndex, AddTrigger, CreateExtension, RunSQL)


class Executor(MigrationExecutor):
    """Applies what only adds with each model alone, all else as Django does."""

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        if not only_adds(migration):
            return super().apply_migration(state, migration, fake, fake_initial)
        with each_model_alone():
            after = super().apply_migration(state, migration, fake, fake_initial)
        after.__dict__.pop("apps", None)  # its classes know only older ones of their relations
        return after


def only_adds(migration: Migration) -> bool:
    """Whether no operation changes or takes away, nor asks rows through the models."""
    return all(isinstance(operation, ADDING) for operation in migration.operations)


@contextmanager
def each_model_alone() -> Iterator[None]:
    """A model that is touched is made anew alone, without those that are related to it."""
    found = ProjectState._find_reload_model  # type: ignore[attr-defined]  # Django's own

    def alone(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> Any:
        return {(app_label, model_name)}

    ProjectState._find_reload_model = alone  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = found  # type: ignore[attr-defined]
