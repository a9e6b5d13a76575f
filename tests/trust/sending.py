"""Forms of the portal as people have them open, each with what they type and who they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.choices import KeyScope, Role
from accounts.keys import make_key, mark_of, new_secret
from accounts.models import SavedView, User
from accounts.sessions import mark_of as mark_of_session
from programs.choices import GrantState
from reports.choices import Rhythm, RunState
from reports.models import ReportRun, ReportSchedule
from services.actions import RolloutChange
from services.models import OzgService
from tests.factories.accounts import UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.forms import OpenForm, of_answer, opened
from tests.programs.actions.municipal import test_draft as drafts
from tests.programs.desk import signed_in
from tests.programs.sent import clerk, pdf
from tests.services.world import record

Values = dict[str, Any]
# The tables of the house with their history, apart from what a look leaves behind.
APPS = ("accounts", "municipalities", "programs", "services", "reports")
BESIDE = {"accounts_securityevent", "reports_madefile", "municipalities_visit"}
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
TABLES = sorted({model._meta.db_table for model in MODELS} - BESIDE)
COUNT = "SELECT '{table}', count(*) FROM {table}"


@dataclass(frozen=True)
class Form:
    """A form: where it stands, where it goes, what is typed; `again` types something else."""

    name: str
    person: User
    page: str
    to: str = ""
    typed: Callable[[], Values] = dict
    again: Values = field(default_factory=dict)
    first: Callable[[], Values] | None = None  # sent before the page with the form comes
    from_two_tabs: int = 1  # how often two pages that were open at once write
    marks_alone: bool = False  # nothing of the page but key and version is sent

    def browser(self) -> Client:
        return signed_in(self.person)

    def open(self, browser: Client) -> OpenForm:
        browser.handler.enforce_csrf_checks = False
        if self.first is not None:
            return of_answer(browser, self.to, browser.post(self.to, self.first()))
        if self.to:
            return of_answer(browser, self.to, browser.get(self.page))
        return opened(browser, self.page)


def written() -> dict[str, int]:
    """How many rows there are of everything a form writes."""
    counts = " UNION ALL ".join(COUNT.format(table=table) for table in TABLES)
    with connection.cursor() as cursor:
        cursor.execute(counts)
        return dict(cursor.fetchall())


def forms() -> list[Form]:
    """Every form of the portal that writes, in a house where each can be sent."""
    editor = clerk()
    return [
        *_hand_ins(editor),
        *_applications(editor),
        *_reporting(editor),
        *_own(editor),
        *_reports(),
    ]


def _hand_ins(editor: User) -> list[Form]:
    staff = Staff.hire()
    told, proving = staff.final(), staff.proof_due(staff.final())
    told.interim_reports.create(for_year=2025, due_on=date(2026, 6, 30))
    asked = GrantFactory.create(state=GrantState.QUERY).missing_papers.create(
        title="Beschluss", requested_on=TODAY, due_on=TODAY
    )
    case = f"/zuwendungen/{told.pk}/"

    def proof() -> Values:
        money = {"actual_eur": "100.000,00", "other_funds_eur": "0,00"}
        return {**money, "report": pdf("sachbericht.pdf"), "statement": pdf("zahlen.pdf")}

    return [
        Form(
            "drawdown",
            editor,
            f"{case}mittelabruf/",
            typed=lambda: {"amount_eur": "60,00", "needed_for": "Software"},
            again={"amount_eur": "61,00"},
        ),
        Form(
            "proof of use",
            editor,
            f"/zuwendungen/{proving.pk}/verwendungsnachweis/",
            typed=proof,
            again={"other_funds_eur": "1,00"},
        ),
        Form(
            "interim report",
            editor,
            f"{case}zwischennachweis/2025/",
            typed=lambda: {"paper": pdf(), "note": ""},
            again={"note": "Nachtrag"},
        ),
        Form(
            "paper",
            editor,
            f"/unterlagen/{asked.pk}/",
            typed=lambda: {"paper": pdf(), "note": ""},
            again={"note": "Nachtrag"},
        ),
    ]


def _applications(editor: User) -> list[Form]:
    draft = drafts.written(drafts.begun(editor), editor)
    whole = drafts.confirmed(drafts.written(drafts.begun(editor, title="Bauhof"), editor))
    page, part = f"/antraege/{draft.pk}/", draft.partners.get(municipality=LAUTERBACH)
    row = {"partner-3-body": "Schlitz", "partner-3-share_eur": "1,00"}
    return [
        Form(
            "begin an application",
            editor,
            "/antraege/neu/ikz/",
            typed=lambda: {"title": "Neu", "lead": LAUTERBACH},
            again={"title": "Anders"},
            from_two_tabs=2,
        ),
        Form("application", editor, page, typed=lambda: {**row}, again={"title": "Anders"}),
        Form(
            "confirmation",
            editor,
            f"/antraege/teil/{part.pk}/",
            typed=lambda: {"resolution_on": "20.11.2026", "paper": pdf("beschluss.pdf")},
            again={"resolution_on": "19.11.2026"},
        ),
        Form(
            "paper of an application",
            editor,
            f"{page}unterlage/",
            typed=lambda: {"label": "Entwurf der Vereinbarung", "paper": pdf("vertrag.pdf")},
        ),
        Form("hand-in of an application", editor, f"/antraege/{whole.pk}/einreichen/"),
        Form("throwing a draft away", editor, f"{page}verwerfen/"),
    ]


def _reporting(editor: User) -> list[Form]:
    page = f"/meine-kommune/{LAUTERBACH}/leistungen/"
    owed = OzgService.objects.filter(competences__level="municipality").order_by("pk")
    first, second = (service.pk for service in owed[:2])
    record(RolloutChange(LAUTERBACH, second, date(2026, 3, 2), registered=True))
    change = {"change": "registered", "day": "01.06.2026", "service": [first]}

    def table() -> Values:
        rows = f"leistung;registriert;eingebunden;online\n{first};ja;nein;nein\n"
        return {"file": SimpleUploadedFile("stand.csv", rows.encode()), "day": "01.06.2026"}

    return [
        Form(
            "report of a service",
            editor,
            f"{page}{first}/",
            typed=lambda: {"applicable": "on", "registered": "on", "day": "01.06.2026"},
            again={"day": "02.06.2026"},
        ),
        Form(
            "change of many services",
            editor,
            page,
            to=f"{page}aendern/",
            first=lambda: {**change},
            typed=lambda: {"_confirmed": "1"},
            again={"day": "02.06.2026"},
        ),
        Form("nothing changed", editor, page, to=f"{page}unveraendert/", marks_alone=True),
        Form(
            "table of reports",
            editor,
            f"{page}tabelle/",
            to=f"{page}tabelle/",
            first=table,
            typed=lambda: {"_confirmed": "1"},
            again={"day": "02.06.2026"},
        ),
    ]


def _own(editor: User) -> list[Form]:
    """Views, keys, sessions and a barrier: each of the person alone."""
    view = SavedView.objects.create(person=editor, name="Alte Ansicht", address="/kommunen/")
    at = timezone.now()
    until = timezone.localdate(at) + timedelta(days=9)
    key = make_key(editor, mark_of(new_secret()), name="x", scope=KeyScope.READ, until=until, at=at)
    lost = mark_of_session(signed_in(editor).session.session_key or "")
    signed_in(editor)
    keys, views, sessions = "/konto/schluessel/", "/konto/ansichten/", "/konto/anmeldungen/"
    return [
        Form(
            "saving a view",
            editor,
            f"{views}?adresse=/kommunen/",
            typed=lambda: {"name": "Meine"},
            again={"name": "Andere"},
        ),
        Form("forgetting a view", editor, views, to=f"{views}{view.pk}/vergessen/"),
        Form(
            "new key",
            editor,
            f"{keys}neu/?name=Lager&scope=read&until={until:%d.%m.%Y}",
            from_two_tabs=2,
        ),
        Form("revoking a key", editor, f"{keys}{key.pk}/widerrufen/"),
        Form("ending a session", editor, f"{sessions}{lost}/beenden/"),
        Form("ending all sessions", editor, sessions, to=f"{sessions}andere/beenden/"),
        Form(
            "barrier",
            editor,
            "/barrierefreiheit/melden/",
            typed=lambda: {"message": "Die Karte ist stumm."},
            again={"message": "Anders"},
            from_two_tabs=2,
        ),
    ]


def _reports() -> list[Form]:
    reader = UserFactory.create(roles=[Role.COORDINATOR])
    at = timezone.now()
    run = {"owner": reader, "report": "mittel", "asked_at": at}
    waiting = ReportRun.objects.create(**run, format="csv", key="x")
    ended = ReportRun.objects.create(
        **run, format="ods", key="y", state=RunState.CANCELLED, ended_at=at
    )
    plan = ReportSchedule.objects.create(
        owner=reader,
        report="mittel",
        format="csv",
        rhythm=Rhythm.WEEKLY,
        done_for=timezone.localdate(at),
        link="https://ozg.example/berichte/meine/",
    )
    mine, annex = "/berichte/meine/", "/berichte/landtagsanlage/"
    return [
        Form(
            "schedule",
            reader,
            "/berichte/mittel/?programm=ikz",
            to="/berichte/mittel/plan/?programm=ikz",
            typed=lambda: {"rhythm": "weekly", "format": "ods"},
            again={"format": "csv"},
        ),
        Form("end of a schedule", reader, mine, to=f"/berichte/plan/{plan.pk}/beenden/"),
        Form("cancelling a run", reader, mine, to=f"{mine}{waiting.pk}/abbrechen/"),
        Form("repeating a run", reader, mine, to=f"{mine}{ended.pk}/wiederholen/"),
        Form(
            "annex to a printed paper",
            reader,
            f"{annex}?anlage=bewilligungen",
            to=f"{annex}drucksache/?anlage=bewilligungen",
            typed=lambda: {"number": "21/4711"},
            again={"number": "21/4712"},
        ),
    ]
