"""The budget line of the tests of the portal, and a reporting desk of the small state."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.models import User
from programs.models import BudgetLine
from tests.programs.desk import ikz_line, signed_in
from tests.services.world import TOWN, make_user


@pytest.fixture
def line(db: None) -> BudgetLine:
    return ikz_line("250000.00")


@pytest.fixture
def editor(world: None) -> User:
    return make_user("editor", Role.MUNICIPALITY_EDITOR, TOWN)


@pytest.fixture
def desk(editor: User) -> Client:
    """The browser of somebody who reports for the town."""
    return signed_in(editor)
