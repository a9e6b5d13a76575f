"""What a file of the whole state contains: 442 bodies and 500 services of the reference tables."""

from __future__ import annotations

from datetime import date

from municipalities.models import Municipality
from services.models import LeikaService

BODIES, SERVICES = 442, 500


def bodies(day: date) -> list[tuple[str, str, str]]:
    """AGS, ARS and name of the 421 municipalities and 21 districts."""
    existing = Municipality.objects.existing_on(day).recipients().order_by("ags")
    return list(existing.values_list("ags", "ars", "name")[:BODIES])


def services(count: int = SERVICES) -> list[tuple[str, str, str]]:
    """LeiKa key, name and OZG id: one single service for each of `count` OZG services."""
    rows = (
        LeikaService.objects.exclude(ozg_service=None)
        .order_by("ozg_service_id", "leika_key")
        .distinct("ozg_service_id")
    )
    return [(s.leika_key, s.name, s.ozg_service_id or "") for s in rows[:count]]
