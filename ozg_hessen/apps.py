from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management import call_command
from django.db.models.signals import post_migrate

from ozg_hessen.celery import app as celery_app

__all__ = ["HouseConfig", "celery_app"]


class HouseConfig(AppConfig):
    """Joins the apps: binds shared tasks to our Celery and gives the cache its table."""

    name = "ozg_hessen"
    verbose_name = "OZG Hessen"

    def ready(self) -> None:
        import_module("ozg_hessen.operations.tracing")  # follow what Celery tells, by signals
        import_module("ozg_hessen.operations.task_counts")
        post_migrate.connect(create_cache_table, sender=apps.get_app_config("core"))
        post_migrate.connect(grant_application, sender=apps.get_app_config("core"))


def create_cache_table(using: str, **_: Any) -> None:
    """After the tables of core: the cache table has no model, so no migration makes it."""
    call_command("createcachetable", database=using, verbosity=0)


def grant_application(using: str, **_: Any) -> None:
    """After all tables: the role of the application may work, and no more."""
    from core.database.application_role import grant_to  # noqa: PLC0415  # models exist by now
    from programs.rows.policies import apply_policies  # noqa: PLC0415  # the same

    if settings.APPLICATION_ROLE:
        grant_to(settings.APPLICATION_ROLE, using=using)
        apply_policies(using=using)
