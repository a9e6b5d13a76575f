"""Who signs: every act asks for the role, for another person, and for one that takes no part."""

from __future__ import annotations

import pytest

from accounts.choices import Role
from accounts.models import RoleAssignment, User
from tests.factories.accounts import RoleAssignmentFactory, UserFactory
from tests.factories.life import Staff
from tests.programs.signatures import ACTS, refusal_of

pytestmark = pytest.mark.django_db

# The signer of each of these needs a role that prepares too, or nobody prepared.
EVERY_ROLE = (Role.OFFICER, Role.APPROVER, Role.BUDGET_OFFICER)


def with_every_role(user: User) -> User:
    """The same person, read anew, with all the roles of the ministry."""
    RoleAssignment.objects.filter(user=user).delete()
    for role in EVERY_ROLE:
        RoleAssignmentFactory.create(user=user, role=role)
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_signed_by_an_independent_person_with_the_role(act: str, staff: Staff) -> None:
    waiting = ACTS[act](staff)
    others = [role for role in EVERY_ROLE if role not in (waiting.role, *waiting.also)]
    assert refusal_of(waiting, UserFactory.create(roles=others)) == "not_allowed"
    if waiting.author is not None:
        assert refusal_of(waiting, with_every_role(waiting.author)) == "four_eyes"
    if waiting.signed is not None:
        assert refusal_of(waiting, with_every_role(waiting.signed)) == "six_eyes"
    for ags in waiting.bodies:
        member = UserFactory.create(roles=EVERY_ROLE, of=[ags])
        assert refusal_of(waiting, member) == "own_municipality"
    assert refusal_of(waiting, UserFactory.create(roles=[waiting.role])) is None
