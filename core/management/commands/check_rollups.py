"""Compare the roll-ups with their independent second computation."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import rollups

SHOWN = 20


class Command(BaseCommand):
    help = "Settle what was touched, then check every roll-up; ends with 1 and the differences."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        rollups.refresh_all(at=timezone.localdate(now), now=now)
        total = 0
        for name, rollup in rollups.REGISTRY.items():
            differences = rollups.check(rollup, now=timezone.now())
            total += len(differences)
            self.stdout.write(f"{name}: {len(differences)} differences")
            for difference in differences[:SHOWN]:
                key = " ".join(difference["key"])
                self.stdout.write(f"  {key}: {difference['stored']} / {difference['expected']}")
            if len(differences) > SHOWN:
                self.stdout.write(f"  … {len(differences) - SHOWN}")
        if total:
            raise CommandError(f"{total} differences")
