"""The work lists of a person as the first page of the administration has them."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from portal.administration.todo import Section, todos
from tests.factories.life import TODAY


def sections(user: User, today: date = TODAY) -> dict[str, Section]:
    """The lists by their key; those in which nothing stands are not there."""
    return {section.todo.key: section for section in todos(user, today=today)}
