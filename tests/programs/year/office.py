"""A year of acts in the administration: anybody takes any open step, as the pages offer them.

Nothing here names a step. Who, on what and which comes from the registered pages, so a new step is
part of the year by itself. An act goes through the action or through the door: a page that was
opened (of the administration or, for the town, of the portal), sent with the marks it carried,
sometimes twice, sometimes after somebody else was quicker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import time_machine
from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from core.admin.step_pages import StepAdmin
from core.admin.steps import Step
from core.errors import RuleError
from core.forms.fields import DayField, EuroField
from core.sending.versions import version_of
from programs.actions.central import propose_central_payment
from programs.actions.efa.costs import prepare_cost
from programs.choices import EntryKind
from programs.models import BaseRate, BudgetLine, CentralPayment, Grant, LedgerEntry
from programs.rules.acts import OF_WAYS_BACK, WAYS_BACK
from programs.rules.steps.base import By
from tests.factories.accounts import UserFactory
from tests.factories.efa import cost, efa_line, keys
from tests.factories.programs import BudgetLineFactory, GrantFactory, give, program
from tests.forms import opened
from tests.programs.desk import signed_in
from tests.programs.year.town import Town

PEOPLE = {
    "officer": [Role.OFFICER],
    "second officer": [Role.OFFICER],
    "approver": [Role.APPROVER],
    "second approver": [Role.APPROVER],
    "third approver": [Role.APPROVER],
    "budget officer": [Role.BUDGET_OFFICER],
    "second budget officer": [Role.BUDGET_OFFICER],
    "officer who also approves": [Role.OFFICER, Role.APPROVER],
}
# Pages and how often somebody looks there; what a page has no row of is left out.
PAGES = {
    "grant": 12,
    "budgetline": 3,
    "budgetbooking": 4,
    "drawdown": 3,
    "payment": 5,
    "reclaim": 5,
    "efacost": 2,
    "centralpayment": 2,
    "interimreport": 1,
}
# What ends a case or leads nowhere is taken seldom, so that cases grow old.
SELDOM = {
    "withdraw",
    "propose_rejection",
    "revoke",
    "annul",
    "lapse",
    "object",
    "ask",
    "drop_change",
}
AMOUNTS = ("0.01", "1000.00", "12500.00", "25000.00", "40000.00")
BACK = OF_WAYS_BACK | {
    (way.page, step)
    for found in WAYS_BACK.values()
    for way in (found.withdraw, found.send_back, found.undo)
    if isinstance(way, By)
    for step in (way.step, way.then)
}
START = datetime(2026, 2, 2, 9, tzinfo=timezone.get_default_timezone())


def step_pages() -> Iterator[tuple[str, StepAdmin]]:
    """The pages with steps, by the name of their model."""
    for model, page in admin.site._registry.items():
        if isinstance(page, StepAdmin) and model._meta.model_name in PAGES:
            yield model._meta.model_name, page


class Year:
    """Eight people, lines of two years, cases that come in, a clock that goes its own way."""

    def __init__(self, chance: Random, clock: time_machine.Traveller) -> None:
        self.chance, self.clock = chance, clock
        self.pages = dict(step_pages())
        self.people = [UserFactory.create(roles=roles) for roles in PEOPLE.values()]
        of = self.people
        self.officer, self.approver, self.budget = of[0], of[2], of[5]
        self.lines = [
            BudgetLineFactory.create(money="400000.00", fiscal_year=2026, foerderprodukt="F"),
            BudgetLineFactory.create(money="300000.00", fiscal_year=2026, foerderprodukt="G"),
            BudgetLineFactory.create(money="100000.00", fiscal_year=2026, due_year=2027),
        ]
        self.next_year = [
            BudgetLineFactory.create(money="0", fiscal_year=2027, foerderprodukt=product)
            for product in ("F", "G")
        ]
        self.bills = BudgetLineFactory.create(program=program("civento"), fiscal_year=2026)
        efa_line(2026, money=Decimal("100000.00"))
        keys(2026)
        for day in (date(2026, 7, 1), date(2027, 1, 1)):
            BaseRate.objects.create(valid_from=day, percent=Decimal("1.27"), source="Test")
        self.count = 0
        self.told: Counter[str] = Counter()
        self.town = Town(chance, self._somebody_is_quicker)

    # What happens

    def new_year(self) -> None:
        """The change of the year comes, where the clock has not brought it."""
        if timezone.localdate().year == START.year:
            self.clock.move_to(START.replace(year=START.year + 1, month=1, day=2))

    def act(self) -> str:
        """One act of one person; says which, with a mark of what came of it."""
        self._tick()
        if self.chance.random() < 0.12 or not Grant.objects.exists():
            return self._arrival()
        if self.chance.random() < 0.15:
            return self.town.act()
        found = self._open_step()
        if found is None:
            return ""
        page, row, step = found
        person = self._person_for(step)
        through_door = self.chance.random() < 0.35
        done = (self._at_the_door if through_door else self._by_the_action)(page, row, step, person)
        return f"{page}-{step.name}{'' if done else '?'}"

    def _tick(self) -> None:
        """Minutes, at times weeks; back by an hour, never into another day."""
        now, roll = timezone.localtime(), self.chance.random()
        if roll < 0.08:
            day = now + timedelta(days=self.chance.choice((3, 8, 20, 35)))
            self.clock.move_to(day.replace(hour=9))
        elif roll < 0.14 and now.hour > 1:
            self.told["back"] += 1
            self.clock.move_to(now - timedelta(hours=1))
        elif now.hour < 22:
            self.clock.move_to(now + timedelta(minutes=7))
        else:
            self.clock.move_to((now + timedelta(days=1)).replace(hour=8))
        while self.next_year and timezone.localdate().year == 2027:
            give(self.next_year.pop(), EntryKind.APPROPRIATION, Decimal("50000.00"))

    def _arrival(self) -> str:
        """What comes in from outside the steps: a case, a bill, a cost."""
        self.count += 1
        kind = self.chance.choice(("case", "case", "case", "bill", "cost"))
        try:
            with transaction.atomic():
                getattr(self, f"_{kind}")()
        except RuleError:
            return ""
        return kind

    def _case(self) -> None:
        year = timezone.localdate().year
        lines = [line for line in self.lines if line.fiscal_year == year] or list(
            BudgetLine.objects.cash().of_year(year).filter(program=self.lines[0].program)
        )
        if not lines:
            return
        chosen = self.chance.sample(lines, self.chance.randint(1, min(2, len(lines))))
        parts = (
            [Decimal("100000.00")]
            if len(chosen) == 1
            else [Decimal("60000.01"), Decimal("39999.99")]
        )
        GrantFactory.create(
            draft=True,
            file_reference=f"IV 3 - {self.count}",
            received_on=timezone.localdate() - timedelta(days=5),
            officer=self.officer,
            tranches=dict(zip(chosen, parts, strict=True)),
        )

    def _bill(self) -> None:
        bill = CentralPayment(
            line=self.bills,
            amount_eur=Decimal("1000.00"),
            payee="ekom21",
            purpose="Lizenz",
            document=f"R {self.count}",
        )
        propose_central_payment(bill, by=self.officer, at=timezone.now())

    def _cost(self) -> None:
        made = cost("1000.00", year=2026, code=f"dienst-{self.count}")
        prepare_cost(made, by=self.officer, at=timezone.now())

    # Who, on what, which

    def _open_step(self) -> tuple[str, Any, Step[Any]] | None:
        names = [name for name in PAGES if self.pages[name].model._default_manager.exists()]
        (name,) = self.chance.choices(names, [PAGES[name] for name in names])
        page = self.pages[name]
        rows = page.model._default_manager.order_by("-pk")[:12]
        row = self.chance.choice(list(rows))
        open_steps = [step for step in page.steps if step.is_open(row)]
        if not open_steps:
            return None
        weights = [self._weight(name, step) for step in open_steps]
        (step,) = self.chance.choices(open_steps, weights)
        return name, row, step

    def _weight(self, page: str, step: Step[Any]) -> float:
        if step.name in SELDOM:
            return 0.15
        return 0.35 if (page, step.name) in BACK else 2

    def _person_for(self, step: Step[Any]) -> User:
        """Mostly somebody who may, and now and then anybody."""
        may = [person for person in self.people if person.has_perm(step.permission)]
        return self.chance.choice(may if self.chance.random() < 0.95 else self.people)

    # Through the action and through the door

    def _by_the_action(self, page: str, row: Any, step: Step[Any], person: User) -> bool:
        if not person.has_perm(step.permission):
            return False
        form = step.form(self.typed(step, row), obj=row)
        if not form.is_valid():
            return False
        try:
            with transaction.atomic():
                step.take(row, form.asked(), by=person, at=timezone.now())
        except RuleError:
            return False
        return True

    def _at_the_door(self, page: str, row: Any, step: Step[Any], person: User) -> bool:
        """Open the page, perhaps be too late, send it, perhaps twice."""
        client = signed_in(person)
        address = reverse(f"admin:programs_{page}_step", args=[row.pk, step.name])
        answer = client.get(address)
        if not person.has_perm(step.permission):
            assert answer.status_code == 403, address
            return False
        shown = opened(client, address)
        seen = version_of(row).digests
        if self.chance.random() < 0.3:
            self._somebody_is_quicker(row)
        stands = _version(row)
        sent = shown.fields | self.typed(step, row)
        booked = LedgerEntry.objects.count()
        first = client.post(address, sent)
        assert first.status_code in (200, 302, 404, 409), (address, first.status_code)
        is_done = first.status_code == 302
        if stands != seen:
            self.told["late"] += 1
            assert _version(row) == stands, f"{address}: signed unseen"
            assert LedgerEntry.objects.count() == booked, f"{address}: booked unseen"
            return False
        if is_done and self.chance.random() < 0.5:
            after = (_version(row), LedgerEntry.objects.count())
            self.told["twice"] += 1
            second = client.post(address, sent)
            assert (second.status_code, second["Location"]) == (302, first["Location"])
            assert (_version(row), LedgerEntry.objects.count()) == after, (
                f"{address}: written twice"
            )
        return is_done

    def _somebody_is_quicker(self, row: Any) -> None:
        """Another person acts on the same row while the page is open."""
        name = row._meta.model_name
        stands = row._meta.model._default_manager.filter(pk=row.pk).first()
        if stands is None:
            return
        open_steps = [step for step in self.pages[name].steps if step.is_open(stands)]
        if open_steps:
            step = self.chance.choice(open_steps)
            self._by_the_action(name, stands, step, self._person_for(step))

    # What is typed

    def typed(self, step: Step[Any], row: Any) -> dict[str, Any]:
        """Something for each field of a step: what it offers, or what fits its kind."""
        form = step.form(None, obj=row)
        found: dict[str, Any] = {}
        for name, bound in form.fields.items():
            value = self._value(bound, bound.initial, is_needed=bound.required)
            if value not in (None, ""):
                found[name] = value
        return found

    def _value(self, field: Any, initial: Any, *, is_needed: bool) -> Any:
        if not is_needed and initial in (None, "") and self.chance.random() < 0.7:
            return None
        if callable(initial):
            initial = initial()
        offered = initial not in (None, "") and self.chance.random() < 0.8
        if isinstance(field, forms.ModelMultipleChoiceField):
            rows: Any = field.queryset
            return [str(row.pk) for row in rows]
        if isinstance(field, forms.ModelChoiceField):
            return self._row_of(field, initial if offered else None)
        if isinstance(field, forms.ChoiceField):
            return self._choice_of(field)
        return self._text_of(field, initial if offered else None)

    def _row_of(self, field: Any, initial: Any) -> str:
        if initial is not None:
            return str(getattr(initial, "pk", initial))
        rows = list(field.queryset[:5])
        return str(self.chance.choice(rows).pk) if rows else ""

    def _choice_of(self, field: Any) -> Any:
        keys = [key for key, _label in field.choices if key != ""]
        if isinstance(field, forms.MultipleChoiceField):
            return keys
        return str(self.chance.choice(keys)) if keys else ""

    def _text_of(self, field: Any, initial: Any) -> Any:
        if isinstance(field, EuroField):
            return field.prepare_value(initial or Decimal(self.chance.choice(AMOUNTS)))
        if isinstance(field, DayField | forms.DateField):
            day = initial if isinstance(initial, date) else timezone.localdate()
            return f"{day:%d.%m.%Y}"
        if isinstance(field, forms.BooleanField):
            return "on" if self.chance.random() < 0.5 else ""
        if isinstance(field, forms.IntegerField):
            return "1"
        return initial or f"Grund {self.chance.randint(1, 99)}"


def _version(row: models.Model) -> Mapping[str, str]:
    """What stands of a row; nothing of one that is gone."""
    if not type(row)._default_manager.filter(pk=row.pk).exists():
        return {}
    return version_of(row).digests
