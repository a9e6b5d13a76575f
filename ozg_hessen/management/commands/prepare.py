"""Bring the house from any state to ready: tables, data, figures. What stands is skipped."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from core import rollups
from core.models import RollupState


class Command(BaseCommand):
    help = "Migrate, load reference, published and demo data, compute and check the roll-ups."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        for loader in ("load_reference", "load_published"):
            call_command(loader)
        if apps.is_installed("demo"):
            call_command("load_demo")
        if not self._is_computed_today():
            call_command("rebuild_rollups")
            call_command("check_rollups")
        call_command("demo_logins")

    def _is_computed_today(self) -> bool:
        """Whether every roll-up was computed and checked today; the worker does the rest."""
        checked = RollupState.objects.filter(as_of=timezone.localdate(), differences__isnull=False)
        return set(rollups.REGISTRY) <= set(checked.values_list("name", flat=True))
