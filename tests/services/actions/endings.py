"""A body that ends, and the one that follows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions_changes import approve_change
from accounts.choices import Role
from accounts.models import PendingChange
from tests.factories.accounts import UserFactory

ADMINISTRATOR = Role.SYSTEM_ADMINISTRATOR

NEW = "06431009"


LAST_YEAR = date(2025, 3, 1)


LAST_DAY = date(2026, 6, 30)


FIRST_DAY = date(2026, 7, 1)


SERVICE = "90001"


def step_of(ags: str) -> str:
    return reverse("admin:municipalities_municipality_step", args=[ags, "end"])


def propose(client: Client, ags: str, **changed: Any) -> Any:
    """The answer to the form by which `ags` is to end on 30.06.2026 and Neustadt to follow."""
    sent = {"last_day": "30.06.2026", "successor": NEW, "reason": "Fusion zum 1. Juli"}
    return client.post(step_of(ags), sent | changed)


def end(client: Client, ags: str, **changed: Any) -> Any:
    """As `propose`, and a second person agrees where something was proposed."""
    answer = propose(client, ags, **changed)
    for change in PendingChange.objects.waiting():
        approve_change(change, by=UserFactory.create(roles=[ADMINISTRATOR]), at=timezone.now())
    return answer
