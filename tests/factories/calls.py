"""A call with scored applications, as the jury leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from municipalities.models import Municipality
from programs.models import Call, CallApplication, CallScore
from tests.factories.programs import program

JURORS = ("Hessischer Städtetag", "Hessischer Landkreistag")
DEADLINE = date(2026, 9, 30)
ANNOUNCED = date(2026, 11, 19)


def call_with(
    points: Sequence[int | None],
    *,
    places: int,
    weights: Sequence[int] = (1,),
) -> Call:
    """A call whose applications got these points from every juror; None got no scores."""
    call = Call.objects.create(
        program=program("ozg-modellkommunen"),
        name=f"Aufruf 2026{'.' * Call.objects.count()}",  # a program has each name once
        deadline_on=DEADLINE,
        places=places,
    )
    for number, weight in enumerate(weights, 1):
        call.criteria.create(name=f"Kriterium {number}", weight=weight)
    bodies = Municipality.objects.municipalities().order_by("pk")[: len(points)]
    for body, value in zip(bodies, points, strict=True):
        application = call.applications.create(lead=body, received_on=DEADLINE)
        if value is not None:
            score(application, value)
    return call


def score(application: CallApplication, points: int, jurors: Sequence[str] = JURORS) -> None:
    """The same points for every criterion from every juror."""
    CallScore.objects.bulk_create(
        CallScore(application=application, criterion=criterion, juror=juror, points=points)
        for criterion in application.call.criteria.all()
        for juror in jurors
    )
