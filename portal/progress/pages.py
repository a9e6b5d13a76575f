"""The pages about progress: what each is for, and who may open it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.queries import Viewer, has_in_an_area_alone
from accounts.roles import SEE_ALL_MONEY, SEE_PROGRESS
from municipalities.models import municipalities_of
from portal.progress.work_list_report import may_see_all

SEE_WORK = "services.view_workitem"  # the ministry, the coordination office, auditors


@dataclass(frozen=True)
class Page:
    """One page: its view, its name, what it tells, and whether a person may open it."""

    view: str
    label: Any
    hint: Any
    is_open_to: Callable[[Viewer], bool]

    @property
    def url(self) -> str:
        return reverse(self.view)


def sees_progress(user: Viewer) -> bool:
    return user.has_perm(SEE_PROGRESS)


def sees_whole_state(user: Viewer) -> bool:
    """For pages that are about the whole state."""
    return sees_progress(user) and not has_in_an_area_alone(user, SEE_PROGRESS)


def sees_all_money(user: Viewer) -> bool:
    return user.has_perm(SEE_ALL_MONEY)


def sees_work(user: Viewer) -> bool:
    return user.has_perm(SEE_WORK)


def has_tasks(user: Viewer) -> bool:
    """Who sees all work lists, or works for a body."""
    return may_see_all(user) or bool(municipalities_of(user))


PAGES = (
    Page(
        "progress:service_list",
        gettext_lazy("OZG services"),
        gettext_lazy("All services of the catalogue, by name and theme field"),
        sees_whole_state,
    ),
    Page(
        "progress:work_lists",
        gettext_lazy("Online, but not counted"),
        gettext_lazy("Work lists: what is missing for a service to count, body by body."),
        has_tasks,
    ),
    Page(
        "progress:series",
        gettext_lazy("Course since October 2019"),
        gettext_lazy("Every month end by one counting rule, for the state, an area or one body."),
        sees_progress,
    ),
    Page(
        "progress:factories",
        gettext_lazy("Digitalisation factories"),
        gettext_lazy("Releases per week against the target, what is blocked, and the forecast."),
        sees_whole_state,
    ),
    Page(
        "progress:effect",
        gettext_lazy("From euros to effect"),
        gettext_lazy("Which grant paid for which services where, and what went live."),
        sees_all_money,
    ),
    Page(
        "progress:reuse",
        gettext_lazy("Blueprints of the model municipalities"),
        gettext_lazy("Results made for others, and which municipalities re-use them."),
        sees_whole_state,
    ),
    Page(
        "progress:coordination",
        gettext_lazy("Coordination office"),
        gettext_lazy("Work programme, decisions, advice and regional conferences."),
        sees_work,
    ),
)


def pages_for(user: Viewer) -> list[Page]:
    return [page for page in PAGES if page.is_open_to(user)]


def progress_crumbs(title: Any) -> list[tuple[Any, str]]:
    """The way from the start page of progress to a page named `title`."""
    return [(_("Progress"), reverse("progress:start")), (title, "")]
