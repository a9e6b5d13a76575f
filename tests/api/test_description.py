"""The description keeps to OpenAPI 3.1, is in German, and its examples work."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from accounts.choices import Role
from ozg_hessen.api.page import EXAMPLES
from tests.api.asking import Asker
from tests.factories.accounts import UserFactory
from tests.factories.programs import GrantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def description() -> Any:
    return Client().get("/api/v1/openapi.json").json()


def test_description_is_valid_openapi(description: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert description["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []
    assert capsys.readouterr().out == ""  # where ninja warns


def test_every_operation_is_named_described_and_shown(description: Any) -> None:
    reading = set()
    for path, methods in description["paths"].items():
        assert path.startswith("/api/v1/")
        for method, details in methods.items():
            assert details["summary"]
            assert details["security"] == [{"KeyAuth": []}]
            refusals = {s: r for s, r in details["responses"].items() if int(s) >= 400}
            assert {"401", "403", "404", "422", "429"} <= set(refusals)
            kinds = {kind for refusal in refusals.values() for kind in refusal["content"]}
            assert kinds == {"application/problem+json"}
            if method == "get":
                reading.add(details["operationId"])
                assert "304" in details["responses"]
    assert set(EXAMPLES) == reading


def test_description_is_in_german(description: Any) -> None:
    said = str([m for methods in description["paths"].values() for m in methods.values()])
    assert "Vorgänge" in said
    english = re.findall(r"\b(?:the|of|which|where)\b", said)
    assert english == []


def test_examples_work() -> None:
    grant = GrantFactory.create()
    asker = Asker(UserFactory.create(roles=[Role.AUDITOR]))
    for name, example in EXAMPLES.items():
        path = example.replace("grants/1", f"grants/{grant.pk}")
        assert asker.ask(path).status_code == 200, name
