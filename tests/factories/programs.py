"""Grants at the points of their life that decide who sees them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from factory.declarations import LazyFunction, Sequence
from factory.django import DjangoModelFactory

from programs.choices import GrantState
from programs.models import Grant, Program
from tests.factories.municipalities import ALSFELD, GREBENAU, LAUTERBACH, SCHLITZ

PARTNERS = (LAUTERBACH, ALSFELD, GREBENAU, SCHLITZ)
SHARE_EUR = Decimal("25000.00")


class GrantFactory(DjangoModelFactory[Grant]):
    """A notified cooperation of four partners with 25,000 EUR each; nothing is booked.

    `shares` are the partners' shares in euros by key (AGS).
    """

    class Meta:
        model = Grant

    program = LazyFunction(lambda: Program.objects.get(code="ikz"))
    file_reference = Sequence(lambda number: f"IV 3 - {number}")
    title = Sequence(lambda number: f"Gemeinsames Standesamt {number}")
    state = GrantState.NOTIFIED
    lead_id = LAUTERBACH

    @classmethod
    def _create(cls, model_class: type[Grant], *args: Any, **kwargs: Any) -> Grant:
        shares = kwargs.pop("shares", dict.fromkeys(PARTNERS, SHARE_EUR))
        grant: Grant = super()._create(  # type: ignore[no-untyped-call]  # factory_boy has none
            model_class, *args, **kwargs
        )
        for ags, share in shares.items():
            grant.participations.create(municipality_id=ags, share_eur=share)
        return grant
