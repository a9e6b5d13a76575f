"""A call as its jury and its officers see it: the order, who was selected, what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.formats import format_day
from municipalities.models import Municipality
from programs.choices import CallDecisionKind
from programs.models import Call, CallApplication, CallCriterion, CallDecision, CallScore
from programs.rules.ranking import Place, Score, ranking


@dataclass(frozen=True)
class RankedApplication:
    """One application with its place and what was decided about it."""

    application: CallApplication
    place: Place
    partners: tuple[Municipality, ...]
    decisions: tuple[CallDecision, ...]

    @property
    def is_selected(self) -> bool:
        return bool(self.application.selected_on) and not self.application.withdrawn_on

    @property
    def is_eligible(self) -> bool:
        """Can still be selected: neither selected nor given up."""
        return not self.application.selected_on and not self.application.withdrawn_on

    @property
    def pending(self) -> CallDecision | None:
        """The decision that waits for its second person."""
        return next((d for d in self.decisions if d.approved_at is None), None)

    @property
    def selection(self) -> CallDecision | None:
        """The selection, also one that waits for its second person."""
        return next((d for d in self.decisions if d.kind == CallDecisionKind.SELECTION), None)

    @property
    def withdrawal(self) -> CallDecision | None:
        return next((d for d in self.decisions if d.kind == CallDecisionKind.WITHDRAWAL), None)

    @property
    def latest(self) -> CallDecision | None:
        """The decision whose reason says why it stands as it does."""
        return self.withdrawal or self.selection

    @property
    def text(self) -> str:
        """What was decided, in a few words."""
        application, pending = self.application, self.pending
        if pending is not None:
            return _("proposed: %(kind)s") % {"kind": pending.get_kind_display()}
        if application.withdrawn_on is None and application.selected_on is None:
            return _("not selected")
        if application.withdrawn_on is None:
            return _("selected on %(day)s") % {"day": format_day(application.selected_on)}
        text = _("given up on %(day)s") % {"day": format_day(application.withdrawn_on)}
        if application.successor is None:
            return text
        return text + "; " + _("successor: %(name)s") % {"name": application.successor}


@dataclass(frozen=True)
class Ranking:
    """The whole call in its order."""

    call: Call
    criteria: tuple[CallCriterion, ...]
    jurors: tuple[str, ...]
    rows: tuple[RankedApplication, ...]

    @property
    def taken(self) -> int:
        return sum(row.is_selected for row in self.rows)

    @property
    def free(self) -> int:
        return self.call.places - self.taken

    @property
    def tie_at_the_edge(self) -> int | None:
        """The rank whose applications do not all fit into the places; None if the order decides."""
        ranks = [row.place.rank for row in self.rows if row.place.rank is not None]
        if len(ranks) <= self.call.places:
            return None
        last = ranks[self.call.places - 1]
        return last if ranks[self.call.places] == last else None

    def next_in_rank(self, but: CallApplication | None = None) -> list[RankedApplication]:
        """Who comes next among those not selected; several if they are tied."""
        open_rows = [
            row
            for row in self.rows
            if row.is_eligible and row.place.rank is not None and row.application != but
        ]
        best = min((row.place.rank for row in open_rows if row.place.rank), default=None)
        return [row for row in open_rows if row.place.rank == best]

    def row_of(self, application: CallApplication) -> RankedApplication:
        return next(row for row in self.rows if row.application == application)


def ranking_of(call: Call) -> Ranking:
    """The applications of `call` in their order, in a fixed number of queries."""
    criteria = tuple(call.criteria.all())
    applications = {
        application.pk: application
        for application in call.applications.select_related(
            "lead", "successor__lead", "grant", "call"
        ).prefetch_related("partners", "decisions__prepared_by", "decisions__approved_by")
    }
    scores = [
        Score(*row)
        for row in CallScore.objects.filter(application__call=call).values_list(
            "application", "criterion", "juror", "points"
        )
    ]
    places = ranking(
        list(applications), {criterion.pk: criterion.weight for criterion in criteria}, scores
    )
    return Ranking(
        call=call,
        criteria=criteria,
        jurors=tuple(sorted({score.juror for score in scores})),
        rows=tuple(_standing(applications[place.application], place) for place in places),
    )


def _standing(application: CallApplication, place: Place) -> RankedApplication:
    return RankedApplication(
        application=application,
        place=place,
        partners=tuple(application.partners.all()),
        decisions=tuple(application.decisions.all()),
    )


def points_by_criterion(
    row: RankedApplication, criteria: tuple[CallCriterion, ...]
) -> list[Decimal | None]:
    """The mean points of the jury in the order of the criteria; None where nobody scored."""
    means: Mapping[int, Decimal] = row.place.by_criterion
    return [means.get(criterion.pk) for criterion in criteria]


def points_by_juror(row: RankedApplication, jurors: tuple[str, ...]) -> list[Decimal | None]:
    """The weighted points of each juror in their order; None where a score is missing."""
    return [row.place.by_juror.get(juror) for juror in jurors]


def selected_of(calls: QuerySet[Call]) -> QuerySet[CallApplication]:
    """Selections of the calls, those given up included, in the order of the announcement."""
    return (
        CallApplication.objects.filter(call__in=calls, selected_on__isnull=False)
        .select_related("lead", "successor__lead", "call")
        .prefetch_related("partners")
        .order_by("call", "lead__sort_name", "pk")
    )
