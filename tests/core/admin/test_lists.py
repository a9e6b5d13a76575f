"""Lists of the administration: few enough rows that a phone can be asked to show them."""

from __future__ import annotations

from itertools import cycle

import pytest
from django.db import transaction

from accounts.choices import Role
from core.admin.lookups import declared_lookups
from tests.factories.accounts import UserFactory
from tests.ozg_hessen.lists import changelists
from tests.programs.desk import signed_in

MOST_ROWS = 25


def test_page_of_a_list_has_at_most_25_rows() -> None:
    longer = {path for path, desk in changelists().items() if desk.list_per_page > MOST_ROWS}
    assert longer == set()


ODD = ("\x00", "²", "9" * 30, "0001-01-01")


@pytest.mark.django_db
def test_no_list_breaks_by_what_its_filters_are_asked() -> None:
    """Each list with all its filters at once: of NUL, and in turn of one other thing."""
    roles = (Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.COORDINATOR)
    clients = [signed_in(UserFactory.create(roles=[role])) for role in roles]
    turn, broken, asked = cycle(ODD[1:]), [], 0
    for path, desk in changelists().items():
        names = declared_lookups(
            desk.model,
            filters=desk.list_filter,
            date_hierarchy=desk.date_hierarchy,
            others=desk.allowed_lookups,
        )
        readers = [one for one in clients if one.get(path).status_code == 200]
        for client, odd in [(readers[0], odd) for odd in (ODD[0], next(turn)) if readers]:
            client.raise_request_exception = False
            asked += 1
            with transaction.atomic():
                status = client.get(path, dict.fromkeys(sorted(names), odd)).status_code
                transaction.set_rollback(True)
            if status >= 500:
                broken.append((path, odd))
    assert broken == []
    assert asked > 60
