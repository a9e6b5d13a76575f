"""Whatever people do to cases, in whatever order: the books hold, and nobody sees too early."""

from __future__ import annotations

import os
from collections import Counter
from decimal import Decimal
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from accounts.choices import Role
from core import rollups
from core.as_of import AsOf
from programs.models import Decision, Grant
from programs.queries.grant import allocations_of
from programs.rollups import BUDGET
from tests.factories.accounts import UserFactory
from tests.factories.books import lost, overspent
from tests.factories.programs import PARTNERS
from tests.programs.deeds import CASES, DEEDS, Office

AMOUNTS = ("0.01", "1.00", "19999.99", "33333.33", "40000.00", "60000.01", "100000.00")
DEEDS_IN_A_ROW = 225
MOST_LIVES = 14 * int(os.environ.get("OZG_FAULT_ROUNDS", "1"))


@pytest.mark.django_db
def test_books_hold_whatever_is_done_in_whatever_order() -> None:
    done: Counter[str] = Counter()

    # Without shrinking: a smaller seed is not a shorter story.
    @settings(max_examples=MOST_LIVES, deadline=None, derandomize=True, phases=[Phase.generate])
    @given(seed=st.integers(0, 2**32))
    def work(seed: int) -> None:
        done.update(_work_at_random(Random(seed)))

    work()
    assert {*DEEDS} - {*done} == set(), "never done, so never proved"


@transaction.atomic
def _work_at_random(chance: Random) -> list[str]:
    """Random deeds and what must hold after them; nothing of it stays. Returns what was done."""
    office = Office()
    partner = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[PARTNERS[1]])
    done = [
        office.do(chance.randrange(1000), chance.randrange(CASES), Decimal(chance.choice(AMOUNTS)))
        for _number in range(DEEDS_IN_A_ROW)
    ]
    assert overspent() == []
    assert lost() == []
    _check_rollup()
    told = set(Decision.objects.filter(notified_on__isnull=False).values_list("grant", flat=True))
    assert {case.pk for case in Grant.objects.visible_to(partner)} <= told
    assert {
        part.grant_id for part in allocations_of([PARTNERS[1]], partner, at=AsOf.today())
    } <= told
    transaction.set_rollback(True)
    return done


def _check_rollup() -> None:
    now = timezone.now()
    rollups.refresh_all(at=timezone.localdate(now), now=now)
    assert rollups.check(BUDGET, now=now) == []
