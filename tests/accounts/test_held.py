"""Accounts, keys, changes by two people and saved views, as their tables hold them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.choices import ChangeEnd, ChangeKind, KeyScope, SecurityKind
from accounts.models import (
    ApiKey,
    BarrierReport,
    PendingChange,
    SavedView,
    SecurityEvent,
    User,
)
from accounts.models.key import LONGEST_LIFE
from core.database.refusals import RefusedByDatabase
from tests.factories.accounts import NOW, UserFactory
from tests.held import AT, ONE, THREE, TWO, broken, told

pytestmark = pytest.mark.django_db

ANSWERED = {"answered_at": AT, "answered_by_id": ONE, "answer": "Behoben."}
APPROVED = {"approved_at": AT, "approved_by_id": TWO}
ENDED = {"ended_at": AT, "ended_by_id": TWO, "ending": ChangeEnd.WITHDRAWN}


def change(**fields: Any) -> PendingChange:
    return PendingChange(**{"kind": ChangeKind.CHANGE, "prepared_by_id": ONE, **fields})


def key(**fields: Any) -> ApiKey:
    row = {"scope": next(iter(KeyScope)), "digest": "0a" * 32, "made_at": AT}
    return ApiKey(**{"expires_at": AT + timedelta(days=1), **row, **fields})


@pytest.mark.parametrize(
    ("name", "mail", "rule"),
    [
        ("Freigabe", "", "user_name_of_one_account"),
        ("freigab\u0435", "", "user_name_in_latin_letters"),
        ("freig\u0251be", "", "user_name_in_latin_letters"),
        ("ANNA@example.org", "", "no_name_is_another_address"),
        ("anna", "freigabe", "no_name_is_another_address"),
    ],
)
def test_no_account_is_nearly_called_another_whatever_the_door(
    name: str, mail: str, rule: str
) -> None:
    UserFactory.create(username="freigabe", email="anna@example.org")
    UserFactory.create(username="Müller-Ĺ.ẞ", email="x@example.org")
    with pytest.raises(RefusedByDatabase) as caught, transaction.atomic():
        User.objects.bulk_create([User(username=name, email=mail)])
    assert caught.value.code == rule


def test_barrier_is_answered_whole_or_not_at_all() -> None:
    assert broken(BarrierReport()) == broken(BarrierReport(**ANSWERED)) == []
    for missing in ANSWERED:
        empty = "" if missing == "answer" else None
        row = BarrierReport(**{**ANSWERED, missing: empty})
        assert broken(row) == ["barrier_answer_is_whole"], missing


def test_change_is_approved_by_another_than_who_prepared_it_and_whom_it_is_about() -> None:
    assert broken(change(**APPROVED, person_id=THREE)) == []
    for people in ({"prepared_by_id": TWO}, {"person_id": TWO}):
        assert broken(change(**{**APPROVED, **people})) == ["change_four_eyes"]


def test_approval_of_a_change_is_signed_whole_and_of_none_that_ended() -> None:
    for missing in APPROVED:
        assert broken(change(**{**APPROVED, missing: None})) == ["change_approval_is_signed"]
    assert broken(change(**APPROVED, **ENDED)) == ["change_approval_is_signed"]


def test_change_is_applied_once_it_is_approved() -> None:
    assert broken(change(**APPROVED, applied_at=AT)) == []
    assert broken(change(applied_at=AT)) == ["change_applied_once_approved"]


def test_change_ends_by_somebody_at_a_moment_in_a_way_that_is_known() -> None:
    for ending in ChangeEnd:
        assert broken(change(**{**ENDED, "ending": ending})) == []
    for name, wrong in (
        ("ended_at", None),
        ("ended_by_id", None),
        ("ending", ""),
        ("ending", "lost"),
    ):
        assert broken(change(**{**ENDED, name: wrong})) == ["change_ending_is_signed"]


def test_change_adds_changes_or_deletes() -> None:
    for kind in ChangeKind:
        assert broken(change(kind=kind)) == []
    assert broken(change(kind="swap")) == ["change_kind_is_known"]


def test_one_change_of_a_row_waits_at_a_time_and_new_rows_wait_side_by_side() -> None:
    row = {"model": "programs.program", "kind": ChangeKind.CHANGE, "subject": "IKZ"}
    person = UserFactory.create()
    values = {**row, "reason": "Test", "prepared_by": person, "prepared_at": NOW}
    stored = PendingChange.objects.create(**values, object_key="1")
    PendingChange.objects.create(**values, object_key="")
    assert broken(PendingChange(**values, object_key="1")) == ["change_waits_once"]
    assert broken(PendingChange(**values, object_key="2")) == []
    assert broken(PendingChange(**values, object_key="")) == []
    ended = {"ended_at": NOW, "ended_by": person, "ending": ChangeEnd.WITHDRAWN}
    PendingChange.objects.filter(pk=stored.pk).update(**ended)
    assert broken(PendingChange(**values, object_key="1")) == []


def test_key_lives_for_some_time_and_a_year_at_most() -> None:
    assert broken(key(expires_at=AT + timedelta(seconds=1))) == []
    assert broken(key(expires_at=AT + LONGEST_LIFE)) == []
    for expires in (AT, AT + LONGEST_LIFE + timedelta(seconds=1)):
        row = key(expires_at=expires)
        assert broken(row) == ["key_lives_a_year_at_most"]
    assert told(key(expires_at=AT)) == ["Ein Schlüssel gilt höchstens ein Jahr."]


def test_key_has_a_scope_that_is_known_and_is_kept_as_a_hash_alone() -> None:
    for scope in KeyScope:
        assert broken(key(scope=scope)) == []
    assert broken(key(scope="everything")) == ["key_scope_is_known"]
    for kept in ("", "0a" * 31, "0a" * 32 + "0", "0A" * 32, "geheim"):
        assert broken(key(digest=kept)) == ["key_is_kept_as_a_hash"], kept


def test_log_of_security_knows_its_kinds() -> None:
    for kind in SecurityKind:
        assert broken(SecurityEvent(kind=kind)) == []
    assert broken(SecurityEvent(kind="guessed")) == ["security_kind_is_known"]


def test_saved_view_leads_to_a_page_of_this_house() -> None:
    for address in ("/", "/foerderung/?jahr=2026", "/a"):
        assert broken(SavedView(address=address)) == []
    for address in ("", "//example.org", "/\\example.org", "https://example.org/", "foerderung/"):
        assert broken(SavedView(address=address)) == ["saved_view_stays_in_the_house"], address


def test_saved_view_has_a_name_of_its_own_for_its_person() -> None:
    person, other = UserFactory.create(), UserFactory.create()
    SavedView.objects.create(person=person, name="Meine", address="/")
    again = SavedView(person=person, name="Meine", address="/")
    assert broken(again) == ["saved_view_has_a_name_of_its_own"]
    assert broken(SavedView(person=other, name="Meine", address="/")) == []
    assert broken(SavedView(person=person, name="Zweite", address="/")) == []
