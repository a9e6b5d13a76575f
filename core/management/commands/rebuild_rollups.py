"""Compute all roll-ups anew."""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core import rollups


class Command(BaseCommand):
    help = "Compute all roll-ups anew from the ledgers; readers see the old ones until they stand."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, rollup in rollups.REGISTRY.items():
            begun = monotonic()
            now = timezone.now()
            count = rollups.rebuild(rollup, at=timezone.localdate(now), now=now)
            self.stdout.write(f"{name}: {count} rows, {monotonic() - begun:.2f} s")
