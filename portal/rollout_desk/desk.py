"""Whose state is reported, and as whom: one's own body, a correction, or reading alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import CORRECT_ROLLOUT, REPORT_ROLLOUT
from municipalities.models import Municipality, municipalities_of
from services.actions import RecordedChanges, RolloutChange, record_rollouts
from services.choices import EventSource

READ_EVERY_BODY = "services.view_rolloutevent"


@dataclass(frozen=True)
class Desk:
    """A body and the person before its pages; `source` is how that person writes, if at all."""

    body: Municipality
    user: User
    source: EventSource | None
    at: datetime

    @property
    def may_write(self) -> bool:
        return self.source is not None

    @property
    def reports(self) -> bool:
        """The person speaks for the body, so “nothing changed” is theirs to say."""
        return self.source == EventSource.SELF_REPORT

    @property
    def corrects(self) -> bool:
        """Corrections name a reason."""
        return self.source == EventSource.MINISTRY

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @property
    def day(self) -> date:
        """The day a report speaks of unless it says otherwise: the last one of a former body."""
        ended = self.body.valid_to
        return self.today if ended is None else min(self.today, ended)

    def require_writer(self) -> EventSource:
        if self.source is None:
            raise PermissionDenied
        return self.source

    def record(
        self, changes: Iterable[RolloutChange], *, day: date, reason: str
    ) -> RecordedChanges:
        return record_rollouts(
            changes,
            by=self.user,
            source=self.require_writer(),
            at=self.at,
            day=day,
            reason=reason,
        )

    def url(self, name: str, *more: str) -> str:
        return reverse(f"portal:{name}", args=[self.body.ags, *more])

    def page(self, title: str, *way: tuple[str, str]) -> dict[str, Any]:
        """What every page of the desk has: title, way to it, and who one is here."""
        return {
            "page_title": title,
            "breadcrumbs": [
                (self.body.full_name, self.body.get_absolute_url()),
                *way,
                (title, ""),
            ],
            "desk": self,
        }

    @property
    def way(self) -> tuple[str, str]:
        """The list of services, as a step of the breadcrumbs."""
        return (_("Roll-out state"), self.url("reporting"))


def desk_of(request: HttpRequest, ags: str) -> Desk:
    """The desk of a body; 404 for people who have nothing to do with it."""
    user: Any = request.user
    is_own = ags in municipalities_of(user)
    if not is_own and not user.has_perm(READ_EVERY_BODY):
        raise Http404
    body = Municipality.objects.visible_to(user).recipients().filter(ags=ags).first()
    if body is None:
        raise Http404
    source = None
    if is_own and user.has_perm(REPORT_ROLLOUT):
        source = EventSource.SELF_REPORT
    elif user.has_perm(CORRECT_ROLLOUT):
        source = EventSource.MINISTRY
    return Desk(body, user, source, timezone.now())
