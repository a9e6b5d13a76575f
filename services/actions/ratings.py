"""Maturity ratings on their way into the ledger: criteria become a level, the lowest decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.errors import RuleError
from services.actions.changes import MOST_PROBLEMS, ChangeProblem, RolloutChange
from services.models import MaturityModel
from services.rules.maturity import rate_maturity

Rating = tuple[str | None, int | None, Sequence[int] | None]


class Ratings:
    """The maturity models, and what is wrong with ratings."""

    def __init__(self) -> None:
        self.problems: list[ChangeProblem] = []

    @cached_property
    def _models(self) -> dict[str, MaturityModel]:
        return {model.version: model for model in MaturityModel.objects.all()}

    def read_models(self) -> None:
        """Ask for the models now: while rows stream to the database, nothing else can be asked.

        Else the first rating asks for them, and most changes of a form have none.
        """
        _ = self._models

    def of(self, change: RolloutChange, count: int) -> Rating:
        """Model, level and criteria of a change; a wrong rating is noted as a problem."""
        if not change.maturity_model:
            if change.maturity_level is not None or change.maturity_criteria is not None:
                self._note(change, count, "", _("A rating names its model: 1.1 or 2.0."))
            return change.maturity_model, None, None
        try:
            level = self._level(change)
        except RuleError as error:
            self._note(change, count, change.maturity_model, error.message)
            level = None
        return change.maturity_model, level, change.maturity_criteria

    def _level(self, change: RolloutChange) -> int:
        model = self._model(change.maturity_model or "")
        if change.maturity_criteria is not None:
            criteria = change.maturity_criteria
            return rate_maturity(criteria, names=model.criteria, highest=model.highest_level).level
        if change.maturity_level is None or not 0 <= change.maturity_level <= model.highest_level:
            message = _("A level of model %(model)s lies between 0 and %(highest)s.")
            raise RuleError(message % {"model": model.version, "highest": model.highest_level})
        return change.maturity_level

    def _model(self, version: str) -> MaturityModel:
        if version not in self._models:
            message = _("“%(version)s” is not a maturity model. Known: %(known)s.")
            known = ", ".join(sorted(self._models)) or "–"
            raise RuleError(message % {"version": version, "known": known})
        return self._models[version]

    def _note(self, change: RolloutChange, count: int, value: Any, message: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            row = change.row or count
            self.problems.append(ChangeProblem(row, "maturity_criteria", str(value), message))
