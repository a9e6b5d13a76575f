"""Load the synthetic demo data."""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.models import DataSet
from demo.load import load_demo


class Command(BaseCommand):
    help = "Load synthetic, seeded demo data, marked as such; does nothing where it is loaded."
    requires_system_checks = ()  # the next command checks; this one runs at every start

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Demo accounts have known passwords: not with OZG_ENV=production.")
        if not DataSet.objects.filter(name="programs/published_grants").exists():
            raise CommandError("First: manage.py load_reference, manage.py load_published")
        begun = monotonic()
        load_demo(say=self.stdout.write)
        self.stdout.write(f"Demo data: {monotonic() - begun:.2f} s")
