"""Every act has its ways back, and every step of the administration is one of them or an act."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin

from core.admin.step_pages import StepAdmin
from core.admin.steps import Step
from programs.choices import Act
from programs.rules.acts import OF_WAYS_BACK, WAYS_BACK
from programs.rules.steps.base import By, No


def steps() -> dict[tuple[str, str], Step[Any]]:
    """The steps of all pages of programs, by page and name."""
    return {
        (model._meta.model_name or "", step.name): step
        for model, page in admin.site._registry.items()
        if isinstance(page, StepAdmin) and model._meta.app_label == "programs"
        # bookings of a line go back by their own rules, new versions of a directive as what two
        # people change (accounts): withdrawn and sent back there, ended or versioned anew later
        if model._meta.model_name not in {"budgetline", "directive"}
        for step in page.steps
    }


def ways(act: Act) -> Iterator[By | No]:
    found = WAYS_BACK[act]
    yield from (found.withdraw, found.send_back, found.undo)


def test_every_act_names_its_ways_back() -> None:
    assert set(WAYS_BACK) == set(Act)


@pytest.mark.parametrize("act", Act)
def test_the_ways_back_of_an_act_are_steps_or_a_written_reason(act: Act) -> None:
    offered = steps()
    for way in ways(act):
        if isinstance(way, No):
            assert str(way.reason).strip()
            continue
        assert offered[way.page, way.step].permission == way.permission
        if way.then:
            assert offered[way.page, way.then].permission != way.permission


def test_every_request_that_awaits_a_second_person_is_withdrawn_and_sent_back() -> None:
    """What one asks for and another does has a row of its own with both ways back."""
    for found in WAYS_BACK.values():
        if not isinstance(found.undo, By) or not found.undo.then:
            continue
        signed = (found.undo.page, found.undo.then)
        requests = [row for row in WAYS_BACK.values() if signed in row.steps]
        assert requests, signed
        for row in requests:
            assert isinstance(row.withdraw, By), signed
            assert isinstance(row.send_back, By), signed
            assert row.send_back.step != row.withdraw.step, signed


def test_every_step_is_an_act_or_a_way_back() -> None:
    """Who adds a step says in the table how one goes back."""
    named = set(OF_WAYS_BACK)
    for act, found in WAYS_BACK.items():
        named |= set(found.steps)
        for way in ways(act):
            if isinstance(way, By):
                named |= {(way.page, way.step)}
                named |= {(way.page, way.then)} if way.then else set()
    assert set(steps()) - named == set()
    assert named - set(steps()) == set()
