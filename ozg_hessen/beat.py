"""The clock of the background work, also where its folder is not there yet."""

from __future__ import annotations

from pathlib import Path

from celery.beat import PersistentScheduler


class KeptScheduler(PersistentScheduler):
    """Celery's own, which also makes the folder of its file: a container begins without one.

    The settings touch nothing, and the signal `beat_init` comes after the file is opened.
    """

    schedule_filename: str

    def setup_schedule(self) -> None:
        Path(self.schedule_filename).parent.mkdir(parents=True, exist_ok=True)
        super().setup_schedule()
