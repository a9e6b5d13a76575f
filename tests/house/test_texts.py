"""Texts are translated when somebody reads them, never when a module is imported."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.contrib import admin
from django.core.management import get_commands
from django.utils.translation import override

from accounts.choices import Role
from accounts.roles import PERMISSIONS
from tests.house.test_house import ROOT, house_files

EAGER = {"gettext", "ngettext", "pgettext", "npgettext"}


def eager_names(tree: ast.Module) -> set[str]:
    """The names under which a module knows functions that translate at once."""
    return {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in EAGER
    }


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Everything in a module or class that runs when it is imported."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for default in (*child.args.defaults, *child.args.kw_defaults, *child.decorator_list):
                if default is not None:
                    yield from (default, *at_import(default))
        elif not isinstance(child, ast.Lambda):
            yield child
            yield from at_import(child)


def eager_calls(source: str) -> list[int]:
    tree = ast.parse(source)
    names = eager_names(tree)
    return [
        node.lineno
        for node in at_import(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]


def in_f_strings(source: str) -> list[int]:
    """Calls that xgettext does not find, so that their text is never translated."""
    tree = ast.parse(source)
    names = eager_names(tree) | {"gettext_lazy", "ngettext_lazy", "_"}
    return [
        call.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in names
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]


def found(check: object) -> list[tuple[str, int]]:
    assert callable(check)
    files: list[Path] = house_files("*.py")
    return [(str(f.relative_to(ROOT)), line) for f in files for line in check(f.read_text())]


def test_no_text_is_translated_at_import() -> None:
    assert found(eager_calls) == []


def test_no_text_hides_in_an_f_string() -> None:
    assert found(in_f_strings) == []


def test_checks_see_what_they_look_for() -> None:
    head = "from django.utils.translation import gettext as _\n"
    assert eager_calls(head + "A = {1: _('a')}\nclass B:\n    c = _('b')\n") == [2, 4]
    assert eager_calls(head + "def f(a=_('x')):\n    return _('y')\n") == [2]
    assert eager_calls(head + "f = lambda: _('y')\n") == []
    assert in_f_strings(head + "def f():\n    return f\"{_('x')}\"\n") == [3]


COMMANDS = {file.stem for file in ROOT.glob("*/management/commands/[a-z]*_*.py")}
NAMED = re.compile(rf"\b(?:{'|'.join(sorted(COMMANDS))})\b|--[a-z]+(?:-[a-z]+)*|manage\.py \w+")
CALLED = re.compile(r"manage\.py (\w+)|\b((?:import|load|export|rebuild|check|create)_[a-z_]+)\b")


def pairs() -> Iterator[tuple[str, str]]:
    """Each text with its translation, each plural with its own."""
    for entry in polib.pofile(str(ROOT / "locale/de/LC_MESSAGES/django.po")):
        yield entry.msgid, entry.msgstr or entry.msgstr_plural[0]
        if entry.msgid_plural:
            yield entry.msgid_plural, entry.msgstr_plural[1]


def test_translations_name_the_same_commands_and_options() -> None:
    """A command under a name that does not exist is no way out."""
    assert len(COMMANDS) > 15
    every = list(pairs())
    assert len(every) > 1000
    differ = [
        one for one, other in every if sorted(NAMED.findall(one)) != sorted(NAMED.findall(other))
    ]
    assert differ == []
    called = {found[1] or found[2] for text, _german in every for found in CALLED.finditer(text)}
    assert called - set(get_commands()) == set()


DESK = re.compile(r"\bunder “([^”]+)”")
ROLE = re.compile(r"with the role “([^”]+)”")


def test_refusals_of_a_case_send_nobody_to_a_desk_that_is_closed_to_them() -> None:
    """What an officer may not enter is asked of the role that may."""
    with override("en"):
        desks = {str(one._meta.verbose_name_plural).lower(): one for one in admin.site._registry}
        roles = {str(role.label): PERMISSIONS[role] for role in Role}
    named, closed = 0, []
    for text, _german in pairs():
        for model in filter(None, map(desks.get, map(str.lower, DESK.findall(text)))):
            adds = f"{model._meta.app_label}.add_{model._meta.model_name}"
            if model._meta.app_label != "programs" or adds in PERMISSIONS[Role.OFFICER]:
                continue
            named += 1
            if not any(adds in roles[role] for role in ROLE.findall(text)):
                closed.append(text)
    assert closed == []
    assert named == 3
