"""What a form does not offer, an action does not take: each asks its choices."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import models

from core.choices import check_choices, check_offered
from core.errors import RuleError
from programs.choices import DecisionKind, EntryKind
from programs.models import EfaCost
from tests.house.test_house import APPS

# The caller says these, no form does.
NOT_ASKED = {
    "propose_change": "the door of the administration adds, changes or removes",
    "record_rollouts": "each door has one source",
    "keep": "each action hands in one kind",
    "rests_by_partner": "the actions of payments",
    "book_against": "the actions of reclaims",
    "book_parts": "the actions of reclaims",
    "owed_by_partner": "the actions of reclaims",
    "keep_return": "each way back is of one act",
    "set_aside": "each action names the kinds it takes the place of",
}


def actions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The functions of every room of actions, by name."""
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".actions" not in module.name:
                continue
            for name, one in vars(importlib.import_module(module.name)).items():
                if inspect.isfunction(one) and one.__module__ == module.name:
                    yield name, inspect.unwrap(one)


def choosing() -> dict[str, Callable[..., Any]]:
    """The public actions that take one of our choices."""
    return {
        name: one
        for name, one in actions()
        if not name.startswith("_") and any(map(_is_choice, _taken(one)))
    }


def _taken(one: Callable[..., Any]) -> Iterator[Any]:
    for name, hint in typing.get_type_hints(one).items():
        if name != "return":
            yield from (hint, *typing.get_args(hint))


def _is_choice(hint: Any) -> bool:
    return inspect.isclass(hint) and issubclass(hint, models.Choices)


def test_actions_ask_what_is_offered() -> None:
    found = choosing()
    unasked = {
        name for name, one in found.items() if "check_offered(" not in inspect.getsource(one)
    }
    assert unasked == set(NOT_ASKED)
    assert len(found) - len(unasked) > 8


def test_only_what_is_offered_is_taken() -> None:
    offered = (EntryKind.BLOCK, EntryKind.RELEASE)
    check_offered("block", offered, field="kind")
    for wrong in (EntryKind.PAYMENT, "payment", "", "BLOCK"):
        with pytest.raises(RuleError) as refused:
            check_offered(wrong, offered, field="kind")
        assert (refused.value.code, refused.value.field) == ("not_offered", "kind")
    with pytest.raises(RuleError, match=r"Auszahlung.*Sperre, Freigabe"):
        check_offered(EntryKind.PAYMENT, offered, field="kind")
    with pytest.raises(RuleError):
        check_offered(DecisionKind.FINAL, [], field="kind")


def test_row_has_values_of_its_choices() -> None:
    row = EfaCost(category="d", bearer="state", key_kind="inhabitants")
    check_choices(row)
    row.bearer = "bund"
    with pytest.raises(RuleError) as refused:
        check_choices(row)
    assert (refused.value.code, refused.value.field) == ("not_offered", "bearer")
