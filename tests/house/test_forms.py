"""Every form keeps the two gates: signed as seen, and sent once, written once."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.template import Engine
from django.urls import get_resolver
from pghistory.models import Event

from core.admin.base import DeskAdmin, ReadOnlyInline
from core.admin.step_pages import StepAdmin
from core.sending import versions
from core.templatetags.form_marks import FormMarksNode
from tests.house.test_house import ROOT, files_with, house_files

CHECKS = re.compile(r"\bcheck_(all_|reports_|rows_)?shown\(")
# Files that read what a form sent. "rows": it changes or signs rows that it showed, so it compares
# their version; otherwise why the key alone is enough.
READERS = {
    "core/admin/base.py": "rows",
    "core/admin/saving.py": "binds the form; admin/base compares",
    "core/admin/step_pages.py": "rows",
    "core/http/buttons.py": "leads whoever opens the address of a button to its page",
    "core/admin/forms.py": "says which lists are written; admin/base compares",
    "core/sending/seen.py": "rows",
    "core/sending/sent_once.py": "keeps the key",
    "portal/rollout_desk/services.py": "rows",
    "portal/rollout_desk/service.py": "rows",
    "portal/keys.py": "makes a key, or ends one for good",
    "portal/sessions.py": "ends sessions of one's own; twice is once",
    "portal/barrier.py": "keeps a report of a stranger once, by the key of the form",
    "portal/digest/views.py": "says whether one wants a mail; twice is once",
    "portal/saved_views.py": "saves a view of one's own, or forgets one",
    "programs/admin/grant/case.py": "reads the chosen program, writes nothing",
    "programs/admin/grant/page.py": "asks which button; admin/base compares",
    "programs/views/draft/pages.py": "rows",
    "core/uploads/sent.py": "binds a form; its page compares",
    "core/uploads/page.py": "each upload names the check of what its preview met",
    "programs/admin/hkr/reconciliation.py": "rows",
    "programs/admin/efa/page.py": "new keys only; what stands stays",
    "accounts/two_people.py": "asks for the reason; admin/base compares",
    "reports/frozen_views.py": "keeps what the report says of a day; a number has an annex once",
    "reports/schedule_views.py": "asks for a report, or ends asking; twice is once",
    "reports/run_views.py": "ends or repeats a run as it stands when the form arrives",
    "accounts/admin/user.py": "sends a mail, changes no row",
}
# Rows that point at a model with steps and are no part of what its page shows to be signed.
BESIDE = {
    "municipalities.Municipality": {
        *("led_grants", "participations", "efa_shares", "in_kind", "advice"),
        *("rollout_confirmations", "predecessors"),
    },
    "programs.BudgetLine": {
        *("balance", "grant_balances", "tranches", "entries", "reconciliation_notes", "bookings"),
    },
    "programs.BudgetBooking": {"entries"},
    "programs.CallApplication": {"replaces", "hand_ins"},
    "programs.CentralPayment": {"entries"},
    "programs.Decision": {"entries", "reclaims", "letter"},
    "programs.Letter": {"files"},  # frozen
    "programs.Drawdown": {"entries"},
    "programs.EfaCost": {"entries"},
    "programs.Directive": {"grants"},  # the approval asks anew which cases were decided under it
    "programs.Grant": {
        *("balances", "replaces", "call_application", "entries", "returns", "letters"),
        "hand_ins",  # what came, beside what was recorded of it
        "state_days",  # a trigger writes them with each state, and the state is seen
    },
    "programs.Payment": {"entries", "letter"},
    "programs.Reclaim": {"entries", "letter"},
    "services.Catalogue": {"ozgservice_set"},
    "services.OzgService": {"grants", "processes", "work_items"},
}


def admins() -> Iterator[tuple[type[Model], Any]]:
    assert get_resolver().url_patterns
    yield from admin.site._registry.items()


def test_every_form_carries_key_and_version() -> None:
    """The tag that writes them takes the place of Django's in all templates."""
    node = Engine.get_default().from_string("{% csrf_token %}").nodelist[0]
    assert isinstance(node, FormMarksNode)
    unmarked = [
        str(file.relative_to(ROOT))
        for file in house_files("*.html")
        for form in re.findall(r"<form\b[^>]*>.*?</form>", file.read_text(), re.S)
        if re.match(r'<form[^>]*method="post"', form) and "{% csrf_token %}" not in form
    ]
    assert unmarked == []


def test_every_sent_form_passes_the_gate_of_keys() -> None:
    """It calls the view itself, so it comes after everything else."""
    assert settings.MIDDLEWARE[-1] == "core.sending.sent_once.SentOnceMiddleware"


def test_every_admin_compares_versions() -> None:
    strangers = [model._meta.label for model, desk in admins() if not isinstance(desk, DeskAdmin)]
    assert strangers == []
    gates = ("changeform_view", "changelist_view", "delete_view", "step_view", "bulk_view", "_take")
    around = [
        f"{kind.__name__}.{gate}"
        for _model, desk in admins()
        for kind in type(desk).__mro__
        for gate in gates
        if kind not in (DeskAdmin, StepAdmin)
        and not kind.__module__.startswith("django.")
        and gate in vars(kind)
        and f"super().{gate}(" not in inspect.getsource(vars(kind)[gate])
    ]
    assert around == []


def test_every_row_that_a_form_edits_is_in_its_version() -> None:
    missing = [
        (model._meta.label, inline.model._meta.label)
        for model, desk in admins()
        for inline in desk.inlines
        if not issubclass(inline, ReadOnlyInline)
        and inline.model not in {part for part, _path in versions.parts_of(model)}
    ]
    assert missing == []


def test_every_relation_of_what_is_signed_is_decided_upon() -> None:
    """Rows that point at it are part of its version, or said above to stand beside it."""
    undecided = {
        model._meta.label: open_
        for model, desk in admins()
        if isinstance(desk, StepAdmin)
        if (open_ := _relations(model) - {*getattr(model, "version_parts", ())} - _beside(model))
    }
    assert undecided == {}


def _relations(model: type[Model]) -> set[str]:
    found: Any = model._meta.related_objects
    return {
        str(relation.get_accessor_name())
        for relation in found
        if not relation.hidden and not issubclass(relation.related_model, Event)
    }


def _beside(model: type[Model]) -> set[str]:
    return BESIDE.get(model._meta.label, set())


def test_every_reader_of_a_form_is_known_and_compares_what_it_changes() -> None:
    reads = re.compile(r"\.POST\b|require_POST|\bpressed_on\(")
    readers = {
        str(file.relative_to(ROOT)): file.read_text()
        for file in house_files("*.py")
        if reads.search(file.read_text().replace("NotificationKind.POST", ""))
    }
    assert set(readers) == set(READERS)
    blind = [
        name
        for name, text in readers.items()
        if READERS[name] == "rows" and not CHECKS.search(text)
    ]
    assert blind == []


def test_steps_are_taken_in_one_place() -> None:
    assert files_with(r"\bstep\.take\(") == {"core/admin/step_pages.py"}


def test_nothing_is_hidden_on_a_request() -> None:
    """What one function finds it hands to the next; of ours a request carries its person."""
    hidden = [
        f"{file.relative_to(ROOT)}:{node.lineno} {ast.unparse(target)}"
        for file in house_files("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if re.fullmatch(r"(self\.)?request\.(?!user$)\w+", ast.unparse(target))
    ]
    assert hidden == []
