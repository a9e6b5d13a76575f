"""The roll-up of progress: the figures of the progress report, by theme field, service or place."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import BaseModel, Field

from accounts.api import KeyAuth, api_requires
from accounts.queries import areas_of
from accounts.roles import SEE_PROGRESS
from core.api.answer import ApiRow, answer, is_known, not_modified, operation, version_of_rollup
from core.api.problem import unfit
from core.api.query import Query
from core.areas import Level
from core.forms.fields import FirstChoiceField
from core.standing import standing
from services.forms import BREAKDOWN, ProgressForm, keep_to_areas
from services.models import Catalogue, OnlineProcess, OzgService, ProcessEvent, ThemeField
from services.models.catalogue import Situation
from services.queries.progress import Progress, progress

router = Router(auth=KeyAuth(), tags=["rollups"])

# What names the rows, and what they count besides the roll-up.
NAMED_BY = (
    Catalogue,
    OzgService,
    OzgService.catalogues.through,
    ThemeField,
    Situation,
    OnlineProcess,
    OnlineProcess.services.through,
    ProcessEvent,
)


class RollupForm(ProgressForm):
    """The filter of the progress report; here one may also ask for the total and for places."""

    gliederung = FirstChoiceField(
        label=_("Breakdown"), choices=[*BREAKDOWN, ("total", _("Total")), ("area", _("Area"))]
    )
    ebene = forms.ChoiceField(
        label=_("Level of the areas"),
        required=False,
        choices=[
            (Level.GOVERNMENT_DISTRICT.value, Level.GOVERNMENT_DISTRICT.label),
            (Level.DISTRICT.value, Level.DISTRICT.label),
            (Level.BODY.value, Level.BODY.label),
        ],
        help_text=_("With the breakdown “area” alone."),
    )


QUERY = Query(RollupForm, is_dated=True)


class ProgressRow(ApiRow):
    """Counts of one group. Pairs are (body, service)."""

    key: str = Field(description=gettext_noop("Code of the group: theme field, service or AGS."))
    label: str
    services: int = Field(description=gettext_noop("Services somebody is competent for."))
    federal_any: int = Field(description=gettext_noop("Of these online in one body at least."))
    level3_any: int = Field(
        description=gettext_noop("Of these OZG-compliant in one body at least.")
    )
    area_wide: int = Field(description=gettext_noop("Of these online in all competent bodies."))
    provided: int = Field(description=gettext_noop("Of these released for re-use."))
    competent: int = Field(description=gettext_noop("Pairs of a body and its service."))
    reported: int
    registered: int
    configured: int
    listed: int
    integrated: int
    live: int
    compliant: int
    inhabitants_competent: int
    inhabitants_live: int
    last_report: date | None
    catalogue: str = Field(description=gettext_noop("The catalogue version that was counted."))


class ProgressAnswer(BaseModel):
    """The rows of the roll-up, and how well they are checked."""

    stand: date
    standing: str = Field(
        description=gettext_noop("As of when, and what the independent second computation found.")
    )
    items: list[ProgressRow]


@router.get(
    "/progress",
    **operation(QUERY, ProgressAnswer, said=gettext_noop("The figures of the progress report.")),
    summary=gettext_noop("Roll-up of progress"),
)
@api_requires(SEE_PROGRESS, by_area=True)
def get_progress(request: HttpRequest) -> HttpResponse:
    """The version of the answer is known from the roll-up, so “not modified” costs no sums."""
    QUERY.check(request)
    at = QUERY.day(request)
    form = RollupForm(request.GET)
    keep_to_areas(form, request.user)
    if not form.is_valid():
        raise unfit(form.errors)
    version = version_of_rollup(
        request,
        "progress",
        named_by=NAMED_BY,
        who=[at.day.isoformat(), *areas_of(request.user, SEE_PROGRESS)],
    )
    if is_known(request, version):
        return not_modified(version)
    found = _rows(form, at)
    items = [ProgressRow.model_validate(row) for row in found]
    body = ProgressAnswer(stand=at.day, standing=str(standing("progress", at=at)), items=items)
    return answer(request, body, version=version)


def _rows(form: RollupForm, at: Any) -> list[Progress]:
    cleaned = form.cleaned_data
    by = cleaned["gliederung"]
    if cleaned["ebene"] and by != "area":
        raise unfit({"ebene": [_("A level goes with the breakdown “area” alone.")]})
    chosen = {"situation": cleaned["lage"], "process": cleaned["prozess"]}
    filters = {name: row.pk for name, row in chosen.items() if row is not None}
    level = Level(cleaned["ebene"]) if cleaned["ebene"] else None
    return progress(by, at=at, level=level, **form.where, **filters)
