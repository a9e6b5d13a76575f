"""Cases whose services and bodies are known, as a publication tells them."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet

from programs.choices import GrantState, Qualifier
from programs.models import Grant, Participation, Program
from services.models import OzgService


def make_grant(
    *bodies: str,
    services: tuple[str, ...] = ("90001",),
    amount_eur: Decimal | None = Decimal("100000.00"),
    qualifier: str = Qualifier.EXACT,
    **fields: object,
) -> Grant:
    program, _ = Program.objects.get_or_create(code="test", defaults={"name": "Test"})
    grant = Grant.objects.create(
        program=program,
        file_reference=f"IV {Grant.objects.count()}",
        title="Digital",
        lead_id=bodies[0],
        published_year=2024,
        state=GrantState.RECORDED,
        published_eur=amount_eur,
        published_qualifier=qualifier if amount_eur is not None else Qualifier.UNKNOWN,
        **fields,
    )
    Participation.objects.bulk_create(
        Participation(grant=grant, municipality_id=ags) for ags in bodies
    )
    grant.services.set(OzgService.objects.filter(pk__in=services))
    return grant


def all_grants() -> QuerySet[Grant]:
    return Grant.objects.all()
