"""Since when a case is in its state, and how long it is kept, as the triggers hold it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from programs.choices import GrantState
from programs.models import Grant, StateDay
from tests.factories.programs import GrantFactory
from tests.held import DAY, changed, refused_by

pytestmark = [pytest.mark.django_db, pytest.mark.machine_clock]

LONG_AGO = date(2020, 5, 4)


def today() -> date:
    """Today as the database knows it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (now() AT TIME ZONE 'Europe/Berlin')::date")
        found: date = cursor.fetchone()[0]
    return found


def noted(grant: Grant) -> list[tuple[str, date]]:
    return [*StateDay.objects.filter(grant=grant).values_list("state", "since")]


def case(**fields: Any) -> Grant:
    return GrantFactory.create(shares={}, **fields)


def test_case_is_in_its_first_state_since_the_day_it_is_given() -> None:
    assert noted(case(state_on=LONG_AGO)) == [(GrantState.NOTIFIED, LONG_AGO)]
    received = case(received_on=LONG_AGO)
    assert noted(received) == [(GrantState.NOTIFIED, LONG_AGO)]
    both = case(state_on=DAY, received_on=LONG_AGO)
    assert noted(both) == [(GrantState.NOTIFIED, min(DAY, today()))]


def test_case_of_a_publication_counts_from_the_end_of_its_year_at_most_from_today() -> None:
    state = GrantState.RECORDED
    assert noted(case(state=state, published_year=2019)) == [(state, date(2019, 12, 31))]
    this_year = case(state=state, published_year=today().year + 1)
    assert noted(this_year) == [(state, today())]
    assert noted(case(state=state)) == [(state, today())]


def test_each_change_of_the_state_is_noted_once_and_nothing_else_is() -> None:
    grant = case(state_on=LONG_AGO)
    grant.title = "Anders"
    grant.save()
    Grant.objects.filter(pk=grant.pk).update(state=grant.state)
    assert len(noted(grant)) == 1
    later = LONG_AGO + timedelta(days=9)
    Grant.objects.filter(pk=grant.pk).update(state=GrantState.FINAL, state_on=later)
    assert noted(grant)[1:] == [(GrantState.FINAL, later)]
    back = LONG_AGO + timedelta(days=3)  # recorded later than it happened
    Grant.objects.filter(pk=grant.pk).update(state=GrantState.OBJECTED, state_on=back)
    assert noted(grant)[2:] == [(GrantState.OBJECTED, back)]


def test_noted_day_of_a_state_is_never_changed() -> None:
    kept = StateDay.objects.filter(grant=case(state_on=LONG_AGO))
    assert changed(kept, since=DAY) == "refused"
    assert str(kept.get()) == "04.05.2020 Bescheid bekannt gegeben"


def removed(**fields: Any) -> str:
    """The refusal to delete a case past the ORM's own look at what hangs on it."""
    stored = case(**{"received_on": LONG_AGO, **fields})

    def remove() -> None:
        StateDay.objects.filter(grant=stored).delete()
        Grant.objects.filter(pk=stored.pk)._raw_delete("default")

    return refused_by(remove)


def test_draft_may_be_thrown_away_and_no_other_case() -> None:
    assert removed(state=GrantState.DRAFT) == ""
    for state in (GrantState.SUBMITTED, GrantState.CLOSED, GrantState.RECORDED):
        assert removed(state=state) == "refused"


def test_case_is_kept_until_its_retention_is_over_and_the_archive_was_offered_it() -> None:
    yesterday = today() - timedelta(days=1)
    closed = {"state": GrantState.CLOSED, "retention_until": LONG_AGO}
    offered = {"archive_offered_on": LONG_AGO + timedelta(days=1)}
    assert removed(**closed, **offered) == ""
    assert removed(**closed) == "refused"
    over = {**closed, "retention_until": yesterday, "archive_offered_on": today()}
    assert removed(**over) == ""
    last_day = {
        **{**closed, "retention_until": today()},
        "archive_offered_on": today() + timedelta(days=1),
    }
    assert removed(**last_day) == "refused"
