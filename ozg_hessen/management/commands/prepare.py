"""Bring the house from any state to ready: tables, data, figures. What stands is skipped."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from core import rollups
from core.database.earlier import differing_guards
from core.models import RollupState


class Command(BaseCommand):
    help = "Migrate, load reference, published and demo data, compute and check the roll-ups."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_tables_of_an_earlier_state()
        call_command("migrate", interactive=False, verbosity=0)
        for loader in ("load_reference", "load_published"):
            call_command(loader)
        if apps.is_installed("demo") and settings.DEMO_DATA:
            call_command("load_demo")
        if not self._is_computed_today():
            call_command("rebuild_rollups")
            call_command("check_rollups")
        call_command("demo_logins")

    def _refuse_tables_of_an_earlier_state(self) -> None:
        """Nothing leads to our tables from those of migrations that were written anew."""
        loader = MigrationLoader(connection)
        differing = (
            _unknown_migrations(loader) or _missing_columns(loader) or differing_guards(loader)
        )
        if differing:
            raise CommandError(
                f"This database is of an earlier state of the project ({differing[0]}, "
                f"{len(differing)} in all), and its tables and triggers cannot be carried over. "
                "To throw its data away and begin anew: "
                "manage.py begin_anew --yes, then make run again."
            )

    def _is_computed_today(self) -> bool:
        """Whether every roll-up was computed and checked today; the worker does the rest."""
        checked = RollupState.objects.filter(as_of=timezone.localdate(), differences__isnull=False)
        return set(rollups.REGISTRY) <= set(checked.values_list("name", flat=True))


def _unknown_migrations(loader: MigrationLoader) -> list[str]:
    """Migrations that the database knows and the project does not."""
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    )


def _missing_columns(loader: MigrationLoader) -> list[str]:
    """Columns that the applied migrations would have made, had they been these."""
    applied = [key for key in loader.applied_migrations if key in loader.disk_migrations]
    if not applied:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema()"
        )
        there = set(cursor.fetchall())
    state = loader.project_state(applied, at_end=True)
    return sorted(
        f"{model._meta.db_table}.{field.column}"
        for model in state.apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if (model._meta.db_table, field.column) not in there
    )
