"""Who reads the pages and reports of the benchmark."""

from __future__ import annotations

from accounts.choices import Role
from accounts.models import User
from tests.factories.accounts import UserFactory


def reader(role: Role) -> User:
    """A person with one role, made once per database."""
    known = User.objects.filter(username=role).first()
    return known or UserFactory.create(username=role, roles=[role])
