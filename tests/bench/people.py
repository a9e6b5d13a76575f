"""Who reads the pages and reports of the benchmark."""

from __future__ import annotations

from accounts.choices import Role
from accounts.models import User
from tests.factories.accounts import UserFactory


def reader() -> User:
    """A coordinator, made once per database."""
    known = User.objects.filter(username="bench").first()
    return known or UserFactory.create(username="bench", roles=[Role.COORDINATOR])
