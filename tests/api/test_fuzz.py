"""Odd requests by the description: no server error, no answer the description forbids.

The suite asks each operation a few times as one role; OZG_FUZZ=500 asks as often as every role.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.choices import KeyScope, Role
from accounts.models import ApiKey
from ozg_hessen.wsgi import application
from programs.models import BudgetLine
from tests.api.asking import Asker
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import LAUTERBACH
from tests.portal.cases import decided, refreshed
from tests.programs.desk import ikz_line

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("OZG_FUZZ", "4"))
MUNICIPAL = (Role.MUNICIPALITY_VIEWER, Role.MUNICIPALITY_EDITOR)
REPORTING = (Role.MUNICIPALITY_EDITOR, Role.COORDINATOR, Role.OFFICER)
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def line(db: None) -> BudgetLine:
    return ikz_line("250000.00")


def check_operation(operation: Any, asker: Asker) -> None:
    """Ask what the description allows and what it does not."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        ApiKey.objects.update(used=0)
        headers = {**asker.headers, "Accept-Encoding": "identity"}
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS, headers=headers)

    ask()


@pytest.fixture
def open_connection() -> Iterator[None]:
    """Requests leave the connection of the test open, as those of Django's own client do."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


@pytest.mark.usefixtures("open_connection")
def test_odd_requests_are_answered_as_described(line: BudgetLine) -> None:
    decided(line)
    refreshed()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    found: list[Any] = list(schema.get_all_operations())
    operations = [one.ok() for one in found]
    assert len(operations) >= 14
    roles = list(Role)
    askers = [asker_as(role) for role in roles]
    for number, operation in enumerate(operations):
        for asker in askers if "OZG_FUZZ" in os.environ else [askers[number % len(roles)]]:
            check_operation(operation, asker)


def asker_as(role: Role) -> Asker:
    user = UserFactory.create(roles=[role], of=[LAUTERBACH] if role in MUNICIPAL else [])
    return Asker(user, KeyScope.REPORT if role in REPORTING else KeyScope.READ)
