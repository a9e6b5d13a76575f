"""What gives or limits rights is changed by two people, whatever door is added."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib import admin

from accounts.actions_changes import ADDERS, CHANGERS
from accounts.models import PendingChange, User
from accounts.two_people import TwoPeopleAdmin
from municipalities.models import Membership
from programs.actions.directive import write_directive
from programs.models import (
    Authority,
    BaseRate,
    BudgetLine,
    ClosingDay,
    DeliveryRule,
    Directive,
    Program,
    RateRule,
)
from services.actions.endings import write_end
from tests.house.test_house import house_files

ROOT = Path(__file__).resolve().parent.parent.parent

GUARDED = (
    User,
    Membership,
    Authority,
    Program,
    Directive,
    RateRule,
    BaseRate,
    BudgetLine,
    DeliveryRule,
    ClosingDay,
)
# Rows of these tables are written by approved changes, reference data, set-up and demo alone.
WRITERS = re.compile(
    r"(?<!\w)(Membership|Authority|Program|Directive|RateRule|BaseRate|ClosingDay)(\.objects)?"
    r"\.(create|bulk_create|update|get_or_create|update_or_create|filter\([^)]*\)\.(update|delete))"
)
SET_UP = ("demo/", "programs/reference.py", "core/imports/reference.py")
# Writes the rates of a new version when it is approved (accounts/actions_changes.py), held below.
APPROVED = "programs/actions/directive.py"


def test_admin_pages_of_guarded_rows_propose_and_do_not_write() -> None:
    alone = [
        model for model in GUARDED if not isinstance(admin.site._registry[model], TwoPeopleAdmin)
    ]
    assert alone == []
    assert [m for m in GUARDED if not getattr(admin.site._registry[m], "permission", "")] == []


def test_guarded_rows_are_not_edited_below_or_in_other_pages() -> None:
    """Inlines of guarded models are read-only, and no list edits their cells."""
    open_doors = [
        (type(page).__name__, inline.__name__)
        for page in admin.site._registry.values()
        for inline in page.inlines
        if inline.model in GUARDED and inline.max_num != 0
    ]
    assert open_doors == []
    assert [m for m in GUARDED if admin.site._registry[m].list_editable] == []


def test_changes_by_two_people_are_never_typed() -> None:
    page = admin.site._registry[PendingChange]
    assert page.has_add_permission(None) is False  # type: ignore[arg-type]  # nobody, whoever asks
    assert page.has_change_permission(None) is False  # type: ignore[arg-type]
    assert page.has_delete_permission(None) is False  # type: ignore[arg-type]


def test_code_writes_guarded_rows_in_set_up_alone() -> None:
    root = ROOT
    found = [
        str(file.relative_to(root))
        for file in house_files("*.py")
        if WRITERS.search(file.read_text()) and not str(file.relative_to(root)).startswith(SET_UP)
    ]
    assert found == [APPROVED]


def test_bodies_end_by_an_approved_change_alone() -> None:
    """A body that follows another brings its people to the cases of the other."""
    named = re.compile(r"\bend_bodies\(|\bwrite_end\b")
    callers = {
        str(file.relative_to(ROOT))
        for file in house_files("*.py")
        if named.search(file.read_text())
    }
    assert callers == {"services/actions/endings.py", "services/apps.py"}
    assert {"municipalities.municipality": write_end} == CHANGERS


def test_what_writes_an_approved_row_is_called_by_the_approval_alone() -> None:
    named = re.compile(r"\bwrite_directive\b")
    callers = {file.name for file in house_files("*.py") if named.search(file.read_text())}
    assert callers == {"directive.py", "apps.py"}
    assert {"programs.directive": write_directive} == ADDERS
    written = (Path(__file__).resolve().parent.parent.parent / APPROVED).read_text()
    before, _adder = written.split("def write_directive(", 1)
    assert not WRITERS.search(before)
