"""Reports that people of the demo get regularly."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from reports.choices import Rhythm
from reports.schedules import keep_schedule

PAGE = "http://localhost:8000/berichte/meine/"
SCHEDULES = (
    ("sachbearbeitung", "mittel", Rhythm.QUARTERLY),
    ("sachbearbeitung", "nachweise-ueberfaellig", Rhythm.MONTHLY),
    ("koordination", "fortschritt", Rhythm.WEEKLY),
)


def load_schedules(people: dict[str, User]) -> None:
    """Schedule the reports from their next days on."""
    for name, report, rhythm in SCHEDULES:
        keep_schedule(report, "xlsx", "", rhythm, by=people[name], link=PAGE, at=timezone.now())
