"""Whoever signs is asked by `check_signatory`: no action looks at a signing role by itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from accounts.roles import APPROVE, APPROVE_BUDGET, MANAGE_BUDGET
from programs.rules.transitions import TRANSITIONS

ACTIONS = Path(__file__).resolve().parent.parent.parent / "programs" / "actions"
SIGNING = {"APPROVE", "MANAGE_BUDGET", "APPROVE_BUDGET"}
VERBS = {
    name
    for name, transition in TRANSITIONS.items()
    if transition.permission in (APPROVE, MANAGE_BUDGET, APPROVE_BUDGET)
}
CHECKS = {"check_signatory", "check_may_return", "check_author"}
# Recorded by the budget officer, signed by nobody here.
RECORDS = {
    ("lines.py", "check_manages"),
    ("year_change.py", "propose_year_change"),
    ("directive.py", "propose_version"),
    ("reconciliation.py", "explain_difference"),
}


def asked_by_hand(tree: ast.Module) -> Iterator[str]:
    """The functions that use a signing role outside the arguments of `check_signatory`."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        allowed = {
            id(part)
            for call in ast.walk(function)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id in CHECKS
            for part in ast.walk(call)
        }
        for node in ast.walk(function):
            by_role = isinstance(node, ast.Name) and node.id in SIGNING and id(node) not in allowed
            by_verb = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "check_may"
                and isinstance(node.args[0], ast.Constant)
                and node.args[0].value in VERBS
            )
            if by_role or by_verb:
                yield function.name


def test_no_action_asks_for_a_signing_role_by_itself() -> None:
    found = {
        (file.name, name)
        for file in ACTIONS.rglob("*.py")
        for name in asked_by_hand(ast.parse(file.read_text()))
    }
    assert found - RECORDS == set()


def test_the_search_finds_a_role_asked_by_hand() -> None:
    by_hand = "def sign(by):\n    if not by.has_perm(APPROVE):\n        raise RuleError\n"
    by_verb = "def reject(by, case):\n    check_may('reject', by, case)\n"
    asked = "def sign(by):\n    check_signatory(by, APPROVE, prepared_by=None, what='x')\n"
    assert [list(asked_by_hand(ast.parse(text))) for text in (by_hand, by_verb, asked)] == [
        ["sign"],
        ["reject"],
        [],
    ]


# What is proposed is never dropped without a note of its return

KEEPERS = {"keep_decision", "keep_return", "_note", "_keep_return"}
# Rows that no proposal stands in: parts of a decision written anew, drafts of a municipality.
PARTS = {"tranches", "shares", "partners", "Tranche", "part", "ProofOfUse"}
DRAFTS = {("draft.py", "throw_away"), ("draft.py", "hand_in_application")}


def dropped(tree: ast.Module) -> Iterator[str]:
    """The functions that delete rows and keep nothing of them."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        keeps = any(isinstance(c.func, ast.Name) and c.func.id in KEEPERS for c in calls)
        for call in calls:
            is_delete = isinstance(call.func, ast.Attribute) and call.func.attr == "delete"
            names = {node.id for node in ast.walk(call) if isinstance(node, ast.Name)}
            names |= {node.attr for node in ast.walk(call) if isinstance(node, ast.Attribute)}
            if is_delete and not keeps and not names & PARTS:
                yield function.name


def test_no_action_drops_a_proposal_without_a_note() -> None:
    found = {
        (file.name, name)
        for file in ACTIONS.rglob("*.py")
        for name in dropped(ast.parse(file.read_text()))
    }
    assert found - DRAFTS == set()


def test_the_search_finds_a_proposal_that_is_dropped() -> None:
    silent = "def propose(case):\n    case.decisions.filter(approved_at=None).delete()\n"
    kept = "def propose(case):\n    keep_decision(case)\n    case.decisions.all().delete()\n"
    parts = "def propose(case):\n    case.tranches.all().delete()\n"
    assert [list(dropped(ast.parse(text))) for text in (silent, kept, parts)] == [
        ["propose"],
        [],
        [],
    ]
