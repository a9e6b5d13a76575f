"""Keep the embedded servers up: what was killed is back within seconds."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from ozg_hessen import embedded

PAUSE_SECONDS = 2


class Command(BaseCommand):
    help = "Start embedded PostgreSQL and Valkey again whenever one of them does not answer."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        said = ""
        while True:
            try:
                embedded.ensure_running()
                said = ""
            except embedded.EmbeddedError as error:
                if str(error) != said:
                    said = str(error)
                    self.stderr.write(said)
            time.sleep(PAUSE_SECONDS)
