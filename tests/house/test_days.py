"""Every day that somebody types has a first and a last one that can be meant."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import User
from core.admin.fields import GermanFields
from core.admin.steps import StepForm, day_field
from core.forms.fields import DayField
from core.imports.cells import read_day
from programs.rules.dates import Day
from tests.house.test_house import APPS, ROOT

UNMEANT = ("01.01.0001", "31.12.1899", "01.01.2099", "31.12.9999")


def form_classes() -> Iterator[type[forms.BaseForm]]:
    """Every form that the house declares."""
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".migrations" in module.name:
                continue
            found = vars(importlib.import_module(module.name)).values()
            yield from (one for one in found if isinstance(one, type) and _is_form(one))


def _is_form(one: type) -> bool:
    return issubclass(one, forms.BaseForm) and one.__module__.startswith(APPS)


def admins() -> list[Any]:
    """The admin of each model, and its rows."""
    of_models = list(admin.site._registry.values())
    rows = [row(one.model, admin.site) for one in of_models for row in one.inlines]
    return [one for one in (*of_models, *rows) if isinstance(one, GermanFields)]


def fields_of(model_admin: Any, rf: Any) -> Iterator[tuple[models.Field[Any, Any], Any]]:
    """The columns of the model of ours, each with the field a form gets for it."""
    request = rf.get("/")
    request.user = User()
    for column in model_admin.model._meta.concrete_fields:
        if column.editable and not column.is_relation:
            yield column, model_admin.formfield_for_dbfield(column, request)


def test_forms_take_days_with_limits() -> None:
    """What a form takes from a model gets its field from the administration, asked below."""
    unlimited = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in form_classes()
        for name, field in form.declared_fields.items()  # type: ignore[attr-defined]
        if isinstance(field, forms.DateField) and not isinstance(field, DayField)
    ]
    assert unlimited == []


def test_steps_give_no_deadline_that_nobody_means() -> None:
    """A step asks for columns by hand; the name of each says how far ahead it may lie."""

    class Ask(StepForm):
        due_on = day_field("due on")
        embargo_until = day_field("embargo until", required=False)

    for day, wrong in (("23.11.2031", []), ("24.11.2031", ["due_on", "embargo_until"])):
        assert sorted(Ask({"due_on": day, "embargo_until": day}).errors) == wrong


@pytest.mark.parametrize("text", UNMEANT)
def test_administration_takes_no_day_that_nobody_means(text: str, rf: Any) -> None:
    taken, asked = [], 0
    for model_admin in admins():
        for column, field in fields_of(model_admin, rf):
            if isinstance(column, models.DateField) and not isinstance(
                column, models.DateTimeField
            ):
                asked += 1
                try:
                    field.clean(text)
                except ValidationError:
                    continue
                taken.append(str(column))
    assert asked > 60
    assert taken == []


@pytest.mark.parametrize("text", UNMEANT)
def test_files_bring_no_day_that_nobody_means(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        read_day(text)


def test_forms_start_with_the_defaults_of_the_model(rf: Any) -> None:
    """Also lists, whose fields are made by hand."""
    lost = [
        str(column)
        for model_admin in admins()
        for column, field in fields_of(model_admin, rf)
        if field is not None and column.has_default() and field.initial != _default(column)
    ]
    assert lost == []


def _default(column: models.Field[Any, Any]) -> Any:
    return column.get_default() if isinstance(column, ArrayField) else column.default


ASKED = re.compile(r"check_(row_)?day\(")  # of a case, and of a row that is in none


def written_days(source: str) -> set[str]:
    """The columns of the order that a module sets on an object; what it empties has no order."""
    columns = {day.column for day in Day if not day.is_moment}
    tree = ast.parse(source)
    emptied = {
        target
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for targets in node.targets
        for target, value in _assigned(targets, node.value)
        if isinstance(value, ast.Constant) and value.value is None
    }
    names = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and node not in emptied
    }
    return names & columns


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Each target of an assignment with the value it gets."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value


def test_only_emptied_days_need_no_order() -> None:
    assert written_days("case.closed_on, case.state = None, old") == set()
    assert written_days("case.closed_on, case.state = on, None") == {"closed_on"}
    assert written_days("case.closed_on = case.checked_on = None") == set()
    assert written_days("case.closed_on = on") == {"closed_on"}


def test_actions_that_write_a_day_hold_it_against_the_order() -> None:
    """`kept_until` holds the retention against the end; the reclaim is paid with its repayment.

    Central payments have a day of the same name, and are no case: they are paid by their signature
    and in the year of its line; so are budget bookings (programs/terms/years.py).
    """
    elsewhere = {
        "retention.py": {"archive_offered_on"},
        "consent.py": {"budget_officer_consent_on"},
        "central.py": {"paid_on"},
        "budget/changes.py": {"booked_on"},
        "budget/lines.py": {"booked_on"},
    }
    actions = ROOT / "programs" / "actions"
    loose, seen = {}, 0
    for file in sorted(actions.rglob("*.py")):
        name, source = file.relative_to(actions).as_posix(), file.read_text()
        seen += bool(written_days(source))
        written = written_days(source) - elsewhere.get(name, set())
        if written and not ASKED.search(source):
            loose[name] = written
    assert seen > 12
    assert loose == {}


# A moment's own date is that of its zone: of one from the database the day in Greenwich.
OWN_DATE = re.compile(r"(?<!\bcell)\.date\(\)(?! if \w+\.tzinfo is None)")
WITHOUT_ZONE = {"municipalities/gv100ad.py"}


def test_day_of_a_moment_is_the_one_in_hessen() -> None:
    """Half past midnight on 1 January is in the new year (django.utils.timezone.localdate)."""
    found = {
        str(file.relative_to(ROOT))
        for app in APPS
        for file in (ROOT / app).rglob("*.py")
        if "migrations" not in file.parts and OWN_DATE.search(file.read_text())
    }
    assert found == WITHOUT_ZONE


# Entries of work lists that came on no day.
WITHOUT_AGE = {"near_cap": "where a line stands, not what somebody asked for or owes"}


def _without_day() -> Iterator[str]:
    """The key of each work list whose entries carry no day; its text is the list's second part."""
    for file in [*(ROOT / "programs/todo").glob("*.py"), ROOT / "portal/administration/todo.py"]:
        for node in ast.walk(ast.parse(file.read_text())):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Todo"):
                continue
            for part in ast.walk(node):
                is_task = isinstance(part, ast.Call) and getattr(part.func, "id", "") == "Task"
                if is_task and not _has_day(part):
                    yield ast.unparse(node.args[1]).strip("'")


def _has_day(task: Any) -> bool:
    return len(task.args) > 4 or any(word.arg == "day" for word in task.keywords)


def test_what_waits_says_since_when_or_until_when() -> None:
    assert set(_without_day()) == set(WITHOUT_AGE)
