"""Planned amounts: nothing is allowed, less than nothing is refused by form and table."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.database.amounts import refuse_negative
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
