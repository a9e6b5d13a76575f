"""Each constraint that our models declare was seen refusing: a test names it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.apps import apps

from tests.house.test_house import ROOT

APPS = ("programs", "services", "accounts", "municipalities", "reports")
# Made for every table alike, and tested where they are made.
OF_ALL = re.compile(r"_days_can_be_meant$|_not_before_")


def declared() -> Iterator[str]:
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            yield from (held.name for held in model._meta.constraints)


def test_every_constraint_is_named_by_a_test() -> None:
    said = "\n".join(file.read_text() for file in (ROOT / "tests").rglob("*.py"))
    missing = {name for name in declared() if not OF_ALL.search(name) and name not in said}
    assert {name for name in missing if not _is_of_cancelling(name)} == set()


def _is_of_cancelling(name: str) -> bool:
    """Made by `cancelled_by_two`; its tests make the name as well."""
    return re.fullmatch(r"cancelled_\w+_(has_reason|four_eyes)", name) is not None
