"""Every action that takes an amount refuses what is none, whoever calls it, before it begins."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from core.errors import RuleError
from programs import actions
from tests.programs.amounts import NO_AMOUNTS, TOO_LARGE

Action = Callable[..., Any]


def acts() -> Iterator[Action]:
    """The verbs of programs.actions: what somebody does (`by`) at a moment (`at`)."""
    for module in pkgutil.walk_packages(actions.__path__, f"{actions.__name__}."):
        for name, found in vars(importlib.import_module(module.name)).items():
            is_own = inspect.isfunction(found) and found.__module__ == module.name
            if is_own and not name.startswith("_") and "by" in inspect.signature(found).parameters:
                yield found


def amounts(action: Action) -> Iterator[tuple[str, str]]:
    """The parameters that take amounts, each with how it holds them."""
    for name, parameter in inspect.signature(action).parameters.items():
        if "Decimal" in str(parameter.annotation):
            yield name, str(parameter.annotation)


# What books for an action that has looked at its values already, and is called by nobody else.
INSIDE = {"book_against", "book_parts", "keep_return"}
TAKING = [
    (action, *amount)
    for action in acts()
    if action.__name__ not in INSIDE
    for amount in amounts(action)
]


def held(value: Decimal, shape: str) -> Any:
    if shape.startswith("Mapping"):
        return {"06411000": value}
    return [("06411000", value)] if shape.startswith("Sequence") else value


@pytest.mark.parametrize(
    ("action", "name", "shape"), TAKING, ids=lambda part: getattr(part, "__name__", None)
)
def test_action_refuses_what_is_no_amount(action: Action, name: str, shape: str) -> None:
    """With nothing else told: before the database, or another argument, is asked anything."""
    nothing = dict.fromkeys(inspect.signature(action).parameters)
    for text in (*NO_AMOUNTS, *TOO_LARGE):
        with pytest.raises(RuleError) as refused:
            action(**{**nothing, name: held(Decimal(text), shape)})
        assert refused.value.field == name
        assert refused.value.code in ("invalid_amount", "amount_too_large")


def test_the_actions_that_take_amounts_are_found() -> None:
    found = {action.__name__ for action, _name, _shape in TAKING}
    assert {"request_drawdown", "propose_amendment", "write_draft", "record_repayment"} <= found
    assert len(found) > 14
