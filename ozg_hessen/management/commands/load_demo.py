"""Load the synthetic demo data."""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ozg_hessen.demo.load import load_demo
from programs.models import Program


class Command(BaseCommand):
    help = "Load synthetic, seeded demo data, marked as such; does nothing where it is loaded."
    requires_system_checks = ()  # the next command checks; this one runs at every start

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Demo accounts have known passwords: not with OZG_ENV=production.")
        if not Program.objects.exists():
            raise CommandError("There are no programs yet: manage.py load_reference")
        begun = monotonic()
        load_demo(say=self.stdout.write)
        self.stdout.write(f"Demo data: {monotonic() - begun:.2f} s")
