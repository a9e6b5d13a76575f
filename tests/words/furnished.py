"""A house with something in every room, so that no page is read empty."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from accounts.choices import ChangeKind, SecurityKind
from accounts.models import BarrierReport, PendingChange, SecurityEvent, User
from accounts.roles import APPROVE_BUDGET
from demo.coordination import load_coordination
from demo.support import MODULES, PROVIDER
from municipalities.models import Municipality
from programs.actions.budget.lines import propose_budget
from programs.actions.way_back.withdrawing import send_back
from programs.choices import EntryKind, GrantState
from programs.letters.docx import our_template
from programs.models import (
    ClosingDay,
    Directive,
    HkrPayment,
    InKindSupport,
    InterimReport,
    LetterTemplate,
    Payment,
    Program,
    PublishedFigure,
)
from services.actions import RolloutChange
from services.choices import WorkState
from services.models import AdviceGiven, AdviceModule, Competence, WorkItem
from tests.factories.accounts import NOW
from tests.factories.calls import call_with
from tests.factories.life import TODAY
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.portal.cases import refreshed
from tests.programs import deeds_efa as efa
from tests.programs.deeds import Office
from tests.programs.signatures import central_payment
from tests.services.world import record


def furnish() -> None:
    """Cases at each point of their life, and a row of everything else that has a page."""
    office = Office()
    _cases(office)
    _money(office)
    _services()
    _rights(office.staff.officer)
    refreshed()


def _cases(office: Office) -> None:
    staff, line = office.staff, BudgetLineFactory.create(money="1000000.00")
    for state in (GrantState.QUERY, GrantState.RECORDED):
        GrantFactory.create(draft=True, state=state)
    send_back(staff.proposed(line).grant, by=staff.approver, at=NOW, reason="Beschluss fehlt")
    staff.proposed(line)
    staff.notified(line)
    checked = staff.proof_checked(staff.final(line))
    InterimReport.objects.create(grant=checked, for_year=TODAY.year, due_on=TODAY)
    call_with([7, 5, None], places=2)
    directive = Directive.objects.filter(grants__isnull=True)[0]
    directive.rate_rules.create(max_rate=Decimal("0.5"), source="Erlass")


def _money(office: Office) -> None:
    staff, line = office.staff, office.lines[0]
    values: dict[str, Any] = {"on": TODAY, "document": "Erlass", "by": staff.budget, "at": NOW}
    propose_budget(line, EntryKind.SUPPLEMENTARY, Decimal("1000.00"), **values)
    central_payment(staff)
    efa.record_cost(staff, office.cases[0], line, Decimal("2500.00"))
    paid = Payment.objects.filter(ordered_at__isnull=False)[0]
    ClosingDay.objects.create(
        year=TODAY.year, closes_on=date(TODAY.year + 1, 1, 15), source="Erlass"
    )
    HkrPayment.objects.create(
        booking_reference="4711",
        line=line,
        value_date=TODAY,
        amount_eur=paid.amount_eur,
        text="Zuwendung",
    )
    InKindSupport.objects.create(
        program=Program.objects.get(code="civento"),
        municipality_id=LAUTERBACH,
        received_on=TODAY,
        description="Beratung vor Ort",
    )
    LetterTemplate.objects.create(
        name="Vorlage.docx",
        content=our_template(),
        sha256="0" * 64,
        uploaded_by=staff.officer,
        uploaded_at=NOW,
    )
    PublishedFigure.objects.create(
        key="ikz-2018",
        measure="Kooperationen",
        value=Decimal(40),
        unit="Anzahl",
        qualifier="around",
        as_of="2018-12-31",
        basis="geförderte Kooperationen",
        counting_rule="jede einmal",
        source="Fachpresse",
    )


def _services() -> None:
    load_coordination()
    if not WorkItem.objects.exists():
        WorkItem.objects.create(title="Bauantrag", priority=1, state=WorkState.PLANNED)
    module = AdviceModule.objects.create(code="modul-1", name=MODULES[0], position=1)
    body = Municipality.objects.get(pk=LAUTERBACH)
    AdviceGiven.objects.create(module=module, municipality=body, given_on=TODAY, provider=PROVIDER)
    owed = Competence.objects.filter(level="municipality").order_by("service_id")
    first, second = owed.values_list("service_id", flat=True)[:2]
    states: dict[str, Any] = {"registered": True, "configured": True, "listed": True, "live": True}
    changes = [
        RolloutChange(LAUTERBACH, first, date(2026, 6, 1), **states),
        RolloutChange(ALSFELD, first, date(2026, 6, 1), registered=True),
        RolloutChange(LAUTERBACH, second, date(2026, 6, 1), registered=True),
    ]
    record(*changes)


def _rights(person: User) -> None:
    BarrierReport.objects.create(key=uuid4(), message="Zu blass", received_at=NOW, due_on=TODAY)
    SecurityEvent.objects.create(kind=SecurityKind.DOWNLOAD, person=person, what="/berichte/")
    PendingChange.objects.create(
        kind=ChangeKind.CHANGE,
        model="programs.program",
        object_key="9",
        subject="Interkommunale Zusammenarbeit",
        permission=APPROVE_BUDGET,
        before={"budget_officer_from_eur": "250000.00"},
        after={"budget_officer_from_eur": "300000.00"},
        reason="Neue Geschäftsordnung",
        prepared_by=person,
        prepared_at=NOW,
    )
