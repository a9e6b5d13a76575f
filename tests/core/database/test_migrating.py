"""Migrations that only add make each model once; those that do more find all of them related."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.core.management.commands import migrate
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    Migration,
    RemoveField,
    RunPython,
)
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from core.database.migrating import Executor, each_model_alone, only_adds

APP = "scratch"
KEY = ("id", models.BigAutoField(primary_key=True))


def to(model: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(f"{APP}.{model}", models.CASCADE, related_name="+")


def migration(*operations: Operation) -> Migration:
    made = Migration("0001", APP)
    vars(made)["operations"] = list(operations)
    return made


def three_tables() -> Migration:
    """A town and its houses, each with rooms; a constraint and an index come afterwards."""
    return migration(
        CreateModel("Town", [KEY, ("name", models.CharField(max_length=9))]),
        CreateModel("House", [KEY, ("town", to("Town"))]),
        CreateModel("Room", [KEY, ("house", to("House"))]),
        AddField("Town", "size", models.IntegerField(default=0)),
        AddConstraint(
            "Town", models.CheckConstraint(condition=models.Q(size__gte=0), name="scratch_size")
        ),
        AddIndex("Town", models.Index(fields=["size"], name="scratch_sizes")),
    )


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The models that were made anew, in order."""
    made: list[str] = []
    render = ModelState.render

    def noting(state: ModelState, apps: Any) -> Any:
        made.append(state.name)
        return render(state, apps)

    monkeypatch.setattr(ModelState, "render", noting)
    return made


def applied(executor: type[MigrationExecutor], *migrations: Migration) -> ProjectState:
    state = ProjectState()
    for one in migrations:
        _ = state.apps  # as Django's own loop does before each
        state = executor(connection).apply_migration(state, one)
    return state


@pytest.mark.django_db
def test_each_operation_makes_its_own_model_alone(rendered: list[str]) -> None:
    applied(Executor, three_tables())
    assert rendered == ["Town", "House", "Room", "Town", "Town", "Town"]


@pytest.mark.django_db
def test_django_makes_the_related_ones_with_it(rendered: list[str]) -> None:
    """Once this is no longer so, our executor has had its day."""
    applied(MigrationExecutor, three_tables())
    assert len(rendered) > 6


@pytest.mark.django_db
def test_tables_constraints_and_indexes_are_there() -> None:
    state = applied(Executor, three_tables())
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "scratch_town")
    assert {"scratch_size", "scratch_sizes"} <= set(found)
    town = state.apps.get_model(APP, "Town")
    with pytest.raises(IntegrityError), transaction.atomic():
        town.objects.create(name="x", size=-1)
    town.objects.create(name="x", size=0)


@pytest.mark.django_db
def test_later_migration_asks_rows_across_all_relations() -> None:
    found: list[str] = []

    def ask(apps: Any, _editor: Any) -> None:
        town = apps.get_model(APP, "Town").objects.create(name="Gießen", size=1)
        house = apps.get_model(APP, "House").objects.create(town=town)
        room = apps.get_model(APP, "Room").objects.create(house=house)
        found.append(type(room).objects.get(house__town__name="Gießen").house.town.name)

    state = applied(Executor, three_tables(), migration(RunPython(ask)))
    assert found == ["Gießen"]
    room = state.apps.get_model(APP, "Room")
    assert room._meta.get_field("house").related_model is state.apps.get_model(APP, "House")


@pytest.mark.parametrize(
    ("operation", "adds"),
    [
        (AddField("Town", "size", models.IntegerField(default=0)), True),
        (AlterField("Town", "size", models.BigIntegerField()), False),
        (RemoveField("Town", "size"), False),
        (RunPython(RunPython.noop), False),
    ],
)
def test_one_operation_that_does_more_makes_it_an_ordinary_migration(
    operation: Operation, adds: bool
) -> None:
    assert only_adds(migration(*three_tables().operations, operation)) == adds


def test_all_of_ours_only_add_while_they_are_the_first() -> None:
    found = MigrationLoader(None).disk_migrations
    apps = {path.parents[1].name for path in settings.BASE_DIR.glob("*/migrations/0001_*.py")}
    ours = [one for (app, _name), one in found.items() if app in apps and one.initial]
    assert len(ours) > 5
    assert [str(one) for one in ours if not only_adds(one)] == []


def test_django_has_its_own_way_back_even_after_a_mistake() -> None:
    before = ProjectState._find_reload_model  # type: ignore[attr-defined]  # Django's own
    with pytest.raises(ZeroDivisionError), each_model_alone():
        raise ZeroDivisionError
    assert ProjectState._find_reload_model is before  # type: ignore[attr-defined]


def test_command_of_the_house_is_the_one_that_migrates() -> None:
    assert get_commands()["migrate"] == "core"
    assert isinstance(load_command_class("core", "migrate"), migrate.Command)
    assert vars(migrate)["MigrationExecutor"] is Executor
