"""A body that ends, and the one that follows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

NEW = "06431009"


LAST_YEAR = date(2025, 3, 1)


LAST_DAY = date(2026, 6, 30)


FIRST_DAY = date(2026, 7, 1)


SERVICE = "90001"


def step_of(ags: str) -> str:
    return reverse("admin:municipalities_municipality_step", args=[ags, "end"])


def end(client: Client, ags: str, **changed: Any) -> Any:
    """The answer to the form with which `ags` ends on 30.06.2026 and Neustadt follows."""
    sent = {"last_day": "30.06.2026", "successor": NEW, "reason": "Fusion zum 1. Juli"}
    return client.post(step_of(ags), sent | changed)
