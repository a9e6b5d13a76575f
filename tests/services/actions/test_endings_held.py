"""The end of a body is held by the database too: its successor's people see its cases."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.actions_changes import approve_change
from accounts.choices import Role
from municipalities.models import Municipality
from services.actions.endings import propose_end
from tests.application import as_application, refusal
from tests.factories.accounts import NOW, UserFactory
from tests.factories.municipalities import ALSFELD, GREBENAU, LAUTERBACH, SCHLITZ

FOLLOWED = f"UPDATE municipalities_municipality SET successor_id = '{LAUTERBACH}'"  # noqa: S608


@pytest.mark.usefixtures("committed_db")
def test_successor_is_agreed_on_by_two_people_whatever_the_door() -> None:
    coordinator, administrator = (
        UserFactory.create(roles=[role]) for role in (Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR)
    )
    alsfeld, grebenau, lauterbach = (
        Municipality.objects.get(pk=ags) for ags in (ALSFELD, GREBENAU, LAUTERBACH)
    )
    with as_application():
        change = propose_end(
            alsfeld,
            last_day=date(2026, 6, 30),
            successor=lauterbach,
            reason="Fusion",
            by=coordinator,
            at=NOW,
            together_with=[grebenau],
        )
        assert "by_two_people" in refusal(f"{FOLLOWED}, valid_to = '2026-06-30'")
        approve_change(change, by=administrator, at=NOW)
        followed = Municipality.objects.filter(successor=LAUTERBACH)
        assert {ALSFELD, GREBENAU} <= set(followed.values_list("pk", flat=True))
        assert "by_two_people" in refusal(
            f"{FOLLOWED}, valid_to = '2026-06-30' WHERE ags = '{SCHLITZ}'"
        )
