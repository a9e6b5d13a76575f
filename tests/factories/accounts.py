"""People with accounts and roles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from factory.declarations import LazyAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory, Password

from accounts.choices import Role
from accounts.models import RoleAssignment, User
from municipalities.models import Membership

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PASSWORD = "ein langes Passwort"


class RoleAssignmentFactory(DjangoModelFactory[RoleAssignment]):
    """A role as the console gives it: effective, with nobody behind it."""

    class Meta:
        model = RoleAssignment

    role = Role.OFFICER
    reason = "Test"
    prepared_at = NOW
    approved_at = NOW

    class Params:
        requested = Trait(
            prepared_by=SubFactory("tests.factories.accounts.UserFactory"),
            approved_at=None,
        )


class UserFactory(DjangoModelFactory[User]):
    """A person: `roles` are effective, `of` are the keys (AGS) of the bodies they work for."""

    class Meta:
        model = User

    username = Sequence(lambda number: f"person{number}")
    email = LazyAttribute(lambda person: f"{person.username}@example.org")
    password = Password(PASSWORD)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        roles, bodies = kwargs.pop("roles", ()), kwargs.pop("of", ())
        user: User = super()._create(  # type: ignore[no-untyped-call]  # factory_boy has none
            model_class, *args, **kwargs
        )
        for role in roles:
            RoleAssignmentFactory.create(user=user, role=role)
        for ags in bodies:
            Membership.objects.create(user=user, municipality_id=ags)
        return user
