"""The bodies of today with their progress, as lists show them."""

from __future__ import annotations

from typing import Any, TypedDict

from django.db.models import F, FloatField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, NullIf
from django.utils import timezone
from django_stubs_ext import WithAnnotations

from accounts.queries import Viewer
from core.areas import Level
from municipalities.models import Municipality, PopulationFigure
from services.models import ProgressArea


class BodyFigures(TypedDict):
    """What bodies_with_progress adds to a body; None where nothing is known or counted."""

    population: int | None
    competent: int | None
    reported: int | None
    live: int | None
    live_rate: float | None


def bodies_with_progress(user: Viewer) -> QuerySet[WithAnnotations[Municipality, BodyFigures]]:
    """Bodies of today with population and progress, each body by one row of the kept sums."""
    rows = ProgressArea.objects.filter(catalogue__is_current=True, level=Level.BODY).current()
    own = rows.filter(ags=OuterRef("ags"))

    figures = PopulationFigure.objects.filter(municipality=OuterRef("pk"), used_to__isnull=True)
    bodies = Municipality.objects.visible_to(user).existing_on(timezone.localdate()).recipients()
    annotated: Any = bodies.select_related("district").annotate(
        population=Subquery(figures.values("population")[:1]),
        competent=Subquery(own.values("competent")),
        reported=Subquery(own.values("reported")),
        live=Subquery(own.values("live")),
        live_rate=Cast(F("live"), FloatField()) / NullIf(F("competent"), 0),
    )
    return annotated  # type: ignore[no-any-return]  # the stubs know the columns, not their types
