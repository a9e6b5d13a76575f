"""The maturity of one service by criteria: the lowest decides, and is named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_count
from services.models import MaturityModel, RolloutEvent
from services.rules.maturity import rate_maturity

UNNAMED = re.compile(r"Kriterium \d+")


def model_of(
    asked: str, event: RolloutEvent | None
) -> tuple[MaturityModel | None, list[MaturityModel]]:
    """The model that is asked for, that of the last rating, or the newest one; and all models."""
    models = {model.version: model for model in MaturityModel.objects.order_by("-valid_from")}
    used = event.maturity_model_id if event is not None else None
    chosen = models.get(asked) or models.get(used or "")
    return chosen or next(iter(models.values()), None), list(models.values())


def is_unnamed(criterion: str) -> bool:
    """Whether a criterion has a number for a name, because no source tells its name."""
    return UNNAMED.fullmatch(criterion.strip()) is not None


def label_of(criterion: str) -> str:
    """The criterion on the form; one without a name says so."""
    return (
        _("%(name)s (name not recorded yet)") % {"name": criterion}
        if is_unnamed(criterion)
        else criterion
    )


def criteria_fields(model: MaturityModel, event: RolloutEvent | None) -> dict[str, Any]:
    """A choice of levels for each criterion, by the name of its field."""
    levels = [("", _("not rated")), *((str(n), str(n)) for n in range(model.highest_level + 1))]
    stored: list[int] = []
    if event is not None and event.maturity_model_id == model.version:
        stored = list(event.maturity_criteria or [])
    return {
        f"criterion_{number}": forms.ChoiceField(
            label=label_of(name),
            choices=levels,
            required=False,
            initial=str(stored[number]) if number < len(stored) else "",
        )
        for number, name in enumerate(model.criteria)
    }


@dataclass(frozen=True)
class Rating:
    """What a service was rated, and by which criteria it is held down."""

    model: str
    level: str
    held_by: str


def rating_of(event: RolloutEvent | None, models: list[MaturityModel]) -> Rating | None:
    """The last rating in words; None where there is none."""
    model = next((m for m in models if event and m.version == event.maturity_model_id), None)
    if event is None or model is None:
        return None
    held_by = _("not known: reported without criteria")
    if event.maturity_criteria:
        try:
            rated = rate_maturity(
                event.maturity_criteria, names=model.criteria, highest=model.highest_level
            )
        except RuleError as error:
            held_by = error.message
        else:
            held_by = ", ".join(rated.held_by) or _("nothing: the highest level is reached")
    values = {
        "level": format_count(event.maturity_level),
        "highest": format_count(model.highest_level),
    }
    return Rating(model.name, _("%(level)s of %(highest)s") % values, held_by)
