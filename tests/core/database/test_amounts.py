"""Planned amounts: nothing is allowed, less than nothing is refused by form and table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, Model
from pghistory.models import Event

from core.database.amounts import AmountField, refuse_negative
from core.database.fields import EurField
from programs.models import Grant
from tests.factories.programs import GrantFactory


def test_nothing_and_the_unknown_are_no_less_than_nothing() -> None:
    for amount in (None, Decimal(0), Decimal("0.01")):
        refuse_negative(amount)
    with pytest.raises(ValidationError):
        refuse_negative(Decimal("-0.01"))


@pytest.mark.django_db
def test_the_table_holds_it_whoever_writes() -> None:
    case: Grant = GrantFactory.create(own_eur=Decimal(0), third_party_eur=None)
    with pytest.raises(IntegrityError, match="grant_amounts_not_negative"), transaction.atomic():
        Grant.objects.filter(pk=case.pk).update(own_eur=Decimal("-0.01"))


# Amounts that go both ways, and sums that are computed from rows which have their rule.
SIGNED = {
    "programs.DecisionShare.amount_eur",  # less for a partner
    "programs.GrantBalance.interest_claimed_eur",
    "programs.ProposalReturn.amount_eur",  # what a proposal said that came back
    "programs.ReconciliationNote.difference_eur",
}
COMPUTED = {"programs.BudgetRollup"}


def amounts() -> Iterator[tuple[type[Model], EurField]]:  # type: ignore[type-arg]
    for model in apps.get_models():
        for column in model._meta.local_fields:
            if isinstance(column, EurField) and not issubclass(model, Event):
                yield model, column


def test_every_amount_has_a_rule_of_its_sign() -> None:
    silent = {
        f"{model._meta.label}.{column.name}"
        for model, column in amounts()
        if model._meta.label not in COMPUTED
        and not any(
            f"'{column.name}" in str(rule.condition)
            for rule in model._meta.constraints
            if isinstance(rule, CheckConstraint)
        )
    }
    assert silent == SIGNED


def test_every_planned_amount_is_held_by_its_table() -> None:
    loose = {
        f"{model._meta.label}.{column.name}"
        for model, column in amounts()
        if isinstance(column, AmountField)
        and not any(
            rule.name.endswith("_amounts_not_negative")
            and f"'{column.name}__gte', 0" in str(rule.condition)
            for rule in model._meta.constraints
            if isinstance(rule, CheckConstraint)
        )
    }
    assert loose == set()
