"""A seeded Open-PVOG export of any size, with the columns of the real one."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

HEADER = [
    "leika_key", "leika_name", "ars", "ars_name", "ars_federal_state", "bundesland",
    "leika_bezeichnung", "ozgid", "ozg_bezeichnung", "url", "online_status", "aktiv",
    "art_flaechendeckung", "begruendung_nicht_beruecksichtigt", "export_datum",
    "datenstand_pvog_import",
]  # fmt: skip
SHARE_ONLINE, SHARE_ACTIVE = 0.6, 0.95
COVERAGE = ("landesweit flächendeckend", "in mind. einer Kommune verfügbar")

Body = tuple[str, str]  # ARS, name
Service = tuple[str, str, str]  # LeiKa key, name, OZG id


def write_pvog(
    path: Path,
    bodies: Iterable[Body],
    services: Sequence[Service],
    *,
    day: str = "2026-11-01",
    seed: int = 1,
    separator: str = ",",
) -> int:
    """Write one row per body and service; returns their number."""
    chance = random.Random(seed)
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=separator, lineterminator="\n")
        writer.writerow(HEADER)
        for ars, name in bodies:
            host = f"https://portal-{ars}.example/leistung"
            for leika_key, service, ozg_id in services:
                writer.writerow(
                    [
                        leika_key, service, ars, name, "06", "Hessen", service, ozg_id, service,
                        f"{host}/{leika_key}",
                        "ok" if chance.random() < SHARE_ONLINE else "nicht ok",
                        "ja" if chance.random() < SHARE_ACTIVE else "nein",
                        chance.choice(COVERAGE), "", "", day,
                    ]
                )  # fmt: skip
                rows += 1
    return rows
