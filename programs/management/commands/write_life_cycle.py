"""Write docs/rules/life-cycle.md from the table of transitions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from programs.rules.life_cycle import life_cycle_page


class Command(BaseCommand):
    help = "Writes docs/rules/life-cycle.md, in German, from programs/rules/steps."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("de"):
            page = life_cycle_page()
        path = Path(settings.BASE_DIR) / "docs" / "rules" / "life-cycle.md"
        path.write_text(page, encoding="utf-8")
        self.stdout.write(str(path))
