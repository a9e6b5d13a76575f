"""Each amount says whether it may be less than nothing: in a rule of its table."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import CheckConstraint, Model
from pghistory.models import Event

from core.database.amounts import AmountField
from core.database.fields import EurField

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
