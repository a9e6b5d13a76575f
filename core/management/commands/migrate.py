"""Django's command with our executor: a new database has its tables in seconds."""

from __future__ import annotations

from django.core.management.commands import migrate

from core.database.migrating import Executor

vars(migrate)["MigrationExecutor"] = Executor  # Django's command takes it from there


class Command(migrate.Command):
    """The same in all else."""
