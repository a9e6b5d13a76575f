"""The work lists of a person as the first page of the administration has them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from portal.administration.todo import Section, todos
from tests.factories.life import TODAY


def sections(user: User, today: date = TODAY) -> dict[str, Section]:
    """The lists by their key; those in which nothing stands are not there."""
    return {section.todo.key: section for section in todos(user, today=today)}


def written_on(row: Any) -> date:
    """The day on which the database wrote what stands in a row, by its history."""
    event = type(row).pgh_event_model.objects.filter(pgh_obj=row).latest("pgh_id")
    return timezone.localdate(event.pgh_created_at)
