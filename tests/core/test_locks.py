from __future__ import annotations

import pytest
from django.db import connection, transaction

from core.locks import Turn, turn_of, wait_for_turn

pytestmark = pytest.mark.django_db


def _is_free(turn: Turn) -> bool:
    """Whether another session could take the turn now; gives it back at once."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [turn.value])
            return bool(cursor.fetchone()[0])
    finally:
        other.close()


def test_turn_is_held_by_one_and_given_back() -> None:
    with turn_of(Turn.CALENDAR) as is_ours:
        assert (is_ours, _is_free(Turn.CALENDAR), _is_free(Turn.MONTH_SERIES)) == (
            True,
            False,
            True,
        )
    assert _is_free(Turn.CALENDAR)


def test_turn_is_given_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), turn_of(Turn.CALENDAR):
        1 / 0  # noqa: B018
    assert _is_free(Turn.CALENDAR)


def test_turn_of_another_session_is_not_taken_and_not_given_back() -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [Turn.CALENDAR.value])
        with turn_of(Turn.CALENDAR) as is_ours:
            assert is_ours is False
        assert not _is_free(Turn.CALENDAR)
    finally:
        other.close()


def test_turn_of_a_transaction_ends_with_it() -> None:
    with transaction.atomic():
        wait_for_turn(Turn.BOOK_OF_PAYMENTS)
        assert not _is_free(Turn.BOOK_OF_PAYMENTS)
        transaction.set_rollback(True)  # the test stands in a transaction: only this one ends
    assert _is_free(Turn.BOOK_OF_PAYMENTS)


def test_turns_have_numbers_of_their_own() -> None:
    assert len({turn.value for turn in Turn.__members__.values()}) == len(Turn.__members__)
