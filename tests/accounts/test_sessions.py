"""Sessions are kept by one statement, and none that was ended comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import Role
from accounts.models import RoleAssignment, Session, User
from accounts.queries import roles_of, user_with_roles
from accounts.sign_in.sessions import SessionStore
from tests.factories.accounts import UserFactory
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db


def test_session_that_is_there_is_saved_by_one_statement_and_moves_its_end() -> None:
    store = SessionStore()
    store["a"] = 1
    store.save()
    key, before = store.session_key, Session.objects.get().expire_date
    later = SessionStore(key)
    later["b"] = 2
    with (
        time_machine.travel(timezone.now() + timedelta(minutes=5)),
        CaptureQueriesContext(connection) as queries,
    ):
        later.save()
    assert [query["sql"].split()[0] for query in queries] == ["UPDATE"]
    assert dict(SessionStore(key).items()) == {"a": 1, "b": 2}
    assert Session.objects.get().expire_date > before + timedelta(minutes=4)


def test_session_that_was_ended_is_not_saved_again() -> None:
    store = SessionStore()
    store.save()
    Session.objects.all().delete()
    store["a"] = 1
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()


def test_session_without_a_key_gets_one() -> None:
    store = SessionStore()
    store.save()
    assert Session.objects.get().session_key == store.session_key


def test_person_comes_with_the_active_roles_in_one_statement() -> None:
    user = UserFactory.create(roles=[Role.OFFICER, Role.AUDITOR])
    assignment = RoleAssignment.objects.get(user=user, role=Role.AUDITOR)
    RoleAssignment.objects.filter(pk=assignment.pk).update(withdrawn_at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        found = user_with_roles(user.pk)
        assert found == user
        assert roles_of(found) == {Role.OFFICER}
    assert len(queries) == 1


def test_nobody_and_who_is_switched_off_have_no_roles() -> None:
    assert user_with_roles(0) is None
    user = UserFactory.create(roles=[Role.OFFICER])
    client = signed_in(user)
    assert client.get("/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert roles_of(user_with_roles(user.pk)) == frozenset()
    assert client.get("/").status_code == 302
