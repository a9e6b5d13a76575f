"""A small state with a row for each address, and one person for each column of the matrix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.choices import KeyScope, Role
from accounts.keys import make_key, mark_of, new_secret
from accounts.models import SavedView, User
from core.reporting import REGISTRY
from programs.models import HandIn, Letter
from reports.choices import Rhythm
from reports.models import FrozenReport, ReportRun, ReportSchedule
from reports.open_data.sets import SETS
from services.models import OzgService
from tests.factories.accounts import RoleAssignmentFactory, UserFactory
from tests.factories.life import Staff
from tests.factories.municipalities import GIESSEN, LAUTERBACH
from tests.forms import opened
from tests.programs.actions.municipal.test_draft import begun, written
from tests.programs.desk import signed_in
from tests.programs.sent import browser_of, clerk, pdf

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
# The letters of the matrix. D: a government district limited to an area other than that of the
# case; F: an editor of a body that takes no part in it; N: an account without a role.
LETTERS = {
    "O": Role.OFFICER,
    "A": Role.APPROVER,
    "B": Role.BUDGET_OFFICER,
    "C": Role.COORDINATOR,
    "G": Role.GOVERNMENT_DISTRICT,
    "D": Role.GOVERNMENT_DISTRICT,
    "V": Role.ASSOCIATION,
    "L": Role.MUNICIPALITY_VIEWER,
    "E": Role.MUNICIPALITY_EDITOR,
    "F": Role.MUNICIPALITY_EDITOR,
    "P": Role.AUDITOR,
    "S": Role.SYSTEM_ADMINISTRATOR,
    "N": None,
}
WORKS_FOR = {"L": LAUTERBACH, "E": LAUTERBACH, "F": GIESSEN}
OTHER_AREA = "064"


@dataclass(frozen=True)
class Address:
    """One address with the name of its line in the matrix."""

    line: str
    path: str


def people() -> dict[str, User]:
    return {letter: _person(letter) for letter in LETTERS}


def _person(letter: str) -> User:
    role, body = LETTERS[letter], WORKS_FOR.get(letter)
    user: User = UserFactory.create(username=f"spalte-{letter}", of=[body] if body else [])
    if role is not None:
        area = OTHER_AREA if letter == "D" else ""
        RoleAssignmentFactory.create(user=user, role=role, area_ags=area)
    return user


def rows(of: dict[str, User]) -> dict[str, dict[str, Any]]:
    """What stands for the parts of an address: of all, and of the lines that need another row."""
    staff = Staff.hire()
    told, secret = staff.final(), staff.proposed().grant
    told.interim_reports.create(for_year=2025, due_on=date(2026, 6, 30))
    paper = told.missing_papers.create(
        title="Beschluss", requested_on=date(2026, 11, 2), due_on=date(2026, 12, 2)
    )
    form = opened(browser_of(), f"/zuwendungen/{told.pk}/mittelabruf/")
    form.send(amount_eur="60.000,00", needed_for="Software", voucher=pdf())
    editor = clerk()
    draft = written(begun(editor), editor)
    letter = Letter.objects.filter(grant=told).order_by("pk").last()
    at = timezone.now()
    run = ReportRun.objects.create(
        owner=of["O"], report="mittel", format="csv", key="x", asked_at=at
    )
    until = timezone.localdate(at) + timedelta(days=9)
    key = make_key(
        of["E"], mark_of(new_secret()), name="x", scope=KeyScope.READ, until=until, at=at
    )
    view = SavedView.objects.create(person=of["E"], name="x", address="/kommunen/")
    plan = ReportSchedule.objects.create(
        owner=of["O"],
        report="mittel",
        format="csv",
        rhythm=Rhythm.values[0],
        done_for=timezone.localdate(at),
        link="https://ozg.example/berichte/meine/",
    )
    annex = {"name": "landtagsanlage"}
    signed_in(of["C"]).post(
        "/berichte/landtagsanlage/drucksache/?anlage=bewilligungen", {"number": "21/4711"}
    )
    frozen = {"pk": FrozenReport.objects.get().pk, "fmt": "csv"}
    general = {
        "ags": LAUTERBACH,
        "code": "ikz",
        "token": "geraten",
        "pk": told.pk,
        "fmt": "csv",
        "name": "mittel",
        "year": 2025,
        "number": letter.number if letter else 1,
        "ozg_id": OzgService.objects.filter(competences__level="municipality")[0].ozg_id,
    }
    hand_in = HandIn.objects.get(grant=told)
    own: dict[str, dict[str, Any]] = {
        "programs:grant#secret": {"pk": secret.pk},
        "programs:hand_in": {"pk": hand_in.pk},
        "programs:hand_in_file": {"pk": hand_in.pk, "file_pk": hand_in.files.get().pk},
        "programs:hand_in_paper": {"pk": paper.pk},
        "programs:draft_part": {"pk": draft.partners.get(municipality=LAUTERBACH).pk},
        "programs:letter": {"fmt": "pdf"},
        "portal:key_revoked": {"pk": key.pk},
        "portal:forget_view": {"pk": view.pk},
        "reports:archive_message": {"message": "anbietung"},
        "reports:end_schedule": {"pk": plan.pk},
        "reports:freeze": annex,
        "reports:frozen": frozen,
        "reports:frozen_file": frozen,
        "portal:figure": {"code": "share"},
        "api:get_figure": {"code": "share"},
        "portal:figure_file": {"code": "share", "fmt": "csv"},
        "portal:towns": {"ags": "06535"},
        "portal:reporting_template": {"ending": "xlsx"},
        "reports:open_file": {"name": next(iter(SETS)), "fmt": "csv"},
        "programs:letter#secret": {"pk": secret.pk, "fmt": "pdf"},
    }
    for name in ("draft", "draft_paper", "draft_send", "draft_throw_away"):
        own[f"programs:{name}"] = {"pk": draft.pk}
    for name in ("result", "cancel", "repeat"):
        own[f"reports:{name}"] = {"pk": run.pk}
    return {"": general, **own}


def addresses(world: dict[str, dict[str, Any]]) -> Iterator[Address]:
    """Each address of the house: once, and once more for each report, step and hidden row."""
    for name, route in _patterns(get_resolver().url_patterns, "/", ""):
        if name.startswith("admin:") and not _is_of_the_site(name):
            yield from _of_desk(name, route)
            continue
        own = [line for line in world if line.partition("#")[0] == name] or [name]
        for line in own if name in own else [name, *own]:
            yield Address(line, _filled(route, world[""] | world.get(line, {})))
        if "<slug:name>" in route and name.startswith(("reports:report", "reports:download")):
            for report in REGISTRY:
                filled = _filled(route, world[""] | {"name": report})
                yield Address(f"{name}#{report}", filled)


def _patterns(
    patterns: list[URLPattern | URLResolver], prefix: str, space: str
) -> Iterator[tuple[str, str]]:
    """The name, or the route where there is none, and the route of every address."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from _patterns(pattern.url_patterns, route, inner)
        else:
            yield _named(space, route, pattern), route


def _named(space: str, route: str, pattern: URLPattern) -> str:
    """The name of a view; the administration has two without: to a row by its key, and the rest."""
    if pattern.name or space != "admin:":
        return f"{space}{pattern.name or route}"
    return "admin:forward" if "<path:object_id>" in route else "admin:unknown"


def _filled(route: str, parts: dict[str, Any]) -> str:
    def part(found: re.Match[str]) -> str:
        return str(parts.get(found[1] or found[2], "1"))

    return PARAMETER.sub(part, route).rstrip("$").replace("\\.", ".")


def _is_of_the_site(name: str) -> bool:
    return not any(name.startswith(f"admin:{_key(model)}_") for model in admin.site._registry)


def _key(model: Any) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"


def _of_desk(name: str, route: str) -> Iterator[Address]:
    """An address of a model, with its first row; one for each step."""
    desks = {_key(model): desk for model, desk in admin.site._registry.items()}
    desk = desks[max((key for key in desks if name.startswith(f"admin:{key}_")), key=len)]
    row = desk.model._default_manager.order_by("pk").first()
    key = quote(str(row.pk)) if row is not None else "1"
    if not name.endswith("_step"):
        yield Address(name, _filled(route, {"object_id": key, "pk": key}))
        return
    for step in getattr(desk, "steps", ()):
        filled = _filled(route, {"object_id": key, "name": step.name})
        yield Address(f"{name}#{step.name}", filled)


def browsers(of: dict[str, User]) -> dict[str, Client]:
    """A signed-in browser for each person, and that of a stranger."""
    return {letter: signed_in(user) for letter, user in of.items()} | {"-": Client()}
