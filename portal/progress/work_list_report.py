"""Work lists "online, but not counted": each line a task with a body, a service and a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.queries import Viewer
from accounts.roles import SEE_ALL_MONEY, SEE_PROGRESS
from core.areas import STATE_AGS
from core.as_of import AsOf
from core.forms.choices import ALL
from core.forms.fields import FirstChoiceField
from core.reporting import Column, ColumnKind, Report, Row
from municipalities.addresses import body_url
from municipalities.body_choice import BodyField
from municipalities.models import Municipality, municipalities_of
from programs.models import Grant
from programs.queries.effect.grants import FundedPair, without_progress
from services.addresses import service_url
from services.choices import TaskKind
from services.forms import area_choices
from services.models import OzgService, ThemeField
from services.queries.versions import basis_today
from services.queries.work_lists import RolloutTask, task_counts, tasks

SEE_ALL_TASKS = "services.view_rolloutevent"  # the ministry, the coordination office, auditors
FUNDED = "funded"


@dataclass(frozen=True)
class WorkList:
    """One work list: its key in the address, its name, and what is to be done about a line."""

    key: str
    kind: str
    label: Any
    remedy: Any


LISTS = (
    WorkList(
        "nicht-eingetragen", TaskKind.NOT_LISTED, TaskKind.NOT_LISTED.label,
        _("Enter the service in the administration portal; only then does it count as online."),
    ),
    WorkList(
        "nicht-eingebunden", TaskKind.NOT_CONFIGURED, TaskKind.NOT_CONFIGURED.label,
        _("Set the service up on the own website, or take the entry out of the portal."),
    ),
    WorkList(
        "nicht-angebunden", TaskKind.NOT_CONNECTED, TaskKind.NOT_CONNECTED.label,
        _("A civento or EfA process is released and free of charge: connect it."),
    ),
    WorkList(
        "nicht-genutzt", TaskKind.NOT_REUSED, TaskKind.NOT_REUSED.label,
        _("Offer the process to municipalities, or ask why nobody takes it."),
    ),
    WorkList(
        "ohne-fortschritt", FUNDED, _("Funded, but without progress for twelve months"),
        _("Ask the recipient what holds it up; the clock starts with the decision."),
    ),
    WorkList(
        "ohne-reifegrad", TaskKind.NOT_RATED, TaskKind.NOT_RATED.label,
        _("Rate the service by the maturity model; without a level it is in no quota of levels."),
    ),
    WorkList(
        "zustaendigkeit", TaskKind.UNCLEAR, TaskKind.UNCLEAR.label,
        _("Settle who is competent; until then the service stays outside every quota."),
    ),
)  # fmt: skip
BY_KEY = {work_list.key: work_list for work_list in LISTS}


class WorkListFilter(forms.Form):
    """For which area, theme field and body."""

    gebiet = forms.ChoiceField(label=_("Area"), required=False, choices=area_choices)
    themenfeld = forms.ModelChoiceField(
        label=_("Theme field"),
        required=False,
        queryset=ThemeField.objects.all(),
        empty_label=ALL,
    )
    kommune = BodyField(label=_("Municipal body"), required=False)

    def clean_kommune(self) -> str:
        body: Municipality | None = self.cleaned_data["kommune"]
        return body.ags if body else ""

    def clean_gebiet(self) -> str:
        return self.cleaned_data["gebiet"] or STATE_AGS


class WorkListForm(WorkListFilter):
    """The same, and which list."""

    art = FirstChoiceField(label=_("Work list"), choices=[(w.key, w.label) for w in LISTS])


def may_see_all(user: Viewer) -> bool:
    return user.has_perm(SEE_ALL_TASKS)


def lists_for(user: Viewer) -> list[WorkList]:
    """The lists with lines `user` may see: lists without a body are the coordination office's."""
    sees_all = may_see_all(user)
    shown = []
    for work_list in LISTS:
        state_only = work_list.kind in (TaskKind.NOT_REUSED, TaskKind.UNCLEAR)
        if sees_all or not state_only:
            shown.append(work_list)
    return shown


def bodies_in(user: Viewer, filters: Mapping[str, Any]) -> list[str] | None:
    """The bodies whose lines `user` may see and asked for; None: all of the area."""
    asked = filters["kommune"]
    if may_see_all(user):
        return [asked] if asked else None
    own = sorted(municipalities_of(user))
    return [ags for ags in own if not asked or ags == asked]


def counts(user: Viewer, filters: Mapping[str, Any], *, day: date) -> dict[str, int]:
    """How many lines each list has for `user`, by kind."""
    bodies = bodies_in(user, filters)
    found: dict[str, int] = {
        kind.value: number
        for kind, number in task_counts(
            day=day, area=filters["gebiet"], bodies=bodies, theme_field=_theme(filters)
        ).items()
    }
    found[FUNDED] = len(_funded(user, filters, bodies, day))
    return found


def lines(
    user: Viewer,
    filters: Mapping[str, Any],
    *,
    day: date,
    limit: int | None = None,
    offset: int = 0,
) -> list[Row]:
    """The lines of the chosen list that `user` may see, the oldest first."""
    work_list = BY_KEY[filters["art"]]
    if work_list not in lists_for(user):
        return []
    bodies = bodies_in(user, filters)
    if work_list.kind == FUNDED:
        pairs = _funded(user, filters, bodies, day)
        return [_funded_row(pair) for pair in pairs[offset:][:limit]]
    found = tasks(
        TaskKind(work_list.kind),
        day=day,
        area=filters["gebiet"],
        bodies=bodies,
        theme_field=_theme(filters),
        limit=limit,
        offset=offset,
    )
    return [_row(task) for task in found]


def _theme(filters: Mapping[str, Any]) -> str:
    theme = filters["themenfeld"]
    return theme.pk if theme else ""


def _funded(
    user: Viewer, filters: Mapping[str, Any], bodies: Sequence[str] | None, day: date
) -> list[FundedPair]:
    """Funded pairs at a standstill, in the cases whose existence `user` may know.

    The theme field is that of the service; the cases of others do not exist for a municipality.
    """
    late = without_progress(_cases(user), day=day)
    area = filters["gebiet"]
    theme = filters["themenfeld"]
    of_theme = _services_of(theme) if theme else None
    return [
        pair
        for pair in late
        if pair.ags.startswith(area)
        and (bodies is None or pair.ags in bodies)
        and (of_theme is None or pair.service in of_theme)
    ]


def _cases(user: Viewer) -> QuerySet[Grant]:
    """The cases behind the lines; the coordination office gets what may be published, no amount."""
    if may_see_all(user) and not user.has_perm(SEE_ALL_MONEY):
        return Grant.objects.published_to_municipalities().filter(publishable=True)
    return Grant.objects.visible_to(user)


def _services_of(theme: ThemeField) -> set[str]:
    return set(OzgService.objects.filter(theme_field=theme).values_list("pk", flat=True))


def _row(task: RolloutTask) -> Row:
    return {
        "body": task.body,
        "ags": task.ags,
        "service": task.service_name,
        "service_id": task.service,
        "process": task.process_name or task.process,
        "since": task.since,
    }


def _funded_row(pair: FundedPair) -> Row:
    return {
        "body": pair.body,
        "ags": pair.ags,
        "service": pair.service_name,
        "service_id": pair.service,
        "process": pair.file_reference,
        "since": max(filter(None, (pair.funded_on, pair.last_step)), default=None),
    }


def _columns(filters: Mapping[str, Any]) -> list[Column]:
    funded = BY_KEY[filters["art"]].kind == FUNDED
    via = _("File reference") if funded else _("Process")
    return [
        Column(
            "body",
            _("Municipality or district"),
            help=_("Whose task it is; empty: the state"),
            link=body_url,
            link_by=("ags",),
        ),
        Column("ags", _("AGS"), help=_("Official municipality key")),
        Column(
            "service",
            _("Service"),
            help=_("Name of the OZG service"),
            link=service_url,
            link_by=("service_id",),
        ),
        Column("service_id", _("OZG id"), help=_("Key of the OZG service")),
        Column("process", via, help=_("The process, or the case that pays for the service")),
        Column("since", _("Since"), ColumnKind.DAY, help=_("Day from which the task stands")),
    ]


def _rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterable[Row]:
    return lines(user, filters, day=at.day)


def _basis() -> str:
    counted = gettext("Bodies and the services they are competent for; from the progress ledger.")
    return f"{counted} {basis_today()}."


REPORT = Report(
    name="aufgaben",
    title=_("Online, but not counted"),
    question=_("Which services are online and yet do not count, and what is missing?"),
    permission=SEE_PROGRESS,
    columns=_columns,
    form=WorkListForm,
    rows=_rows,
    is_dated=True,
    rollup="progress",
    rule=_("A service counts as online where it is set up, listed and available."),
    basis=lazy(_basis, str)(),
)
