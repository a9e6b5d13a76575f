"""What a page of the desk has shown of a body's reports, compared before something is written."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

from core.errors import RuleError
from core.formats import format_moment
from core.sending.seen import as_errors, check_rows_shown
from core.sending.versions import Changed, Version, lock, version_of_rows
from portal.rollout_desk.desk import Desk
from services.models import RolloutEvent


def reports_version(desk: Desk, service: str = "") -> Version:
    """The version of all that the body has reported, or of one service."""
    rows = RolloutEvent.objects.filter(municipality=desk.body)
    if service:
        rows = rows.filter(service=service)
    return version_of_rows(f"reports:{desk.body.ags}:{service}", rows)


def check_reports_shown(request: HttpRequest, desk: Desk, service: str = "") -> None:
    """Lock the body and raise Changed where somebody has reported since the page was shown.

    Has to run inside the transaction that writes.
    """
    lock(desk.body)
    try:
        check_rows_shown(request, reports_version(desk, service), entry=desk.body.full_name)
    except Changed as changed:
        raise Changed(desk.body.full_name, _last_reports(desk, service)) from changed


def tell(request: HttpRequest, error: RuleError) -> None:
    """Say above the page why nothing was written."""
    for text in as_errors(error) if isinstance(error, Changed) else [error.message]:
        messages.error(request, text)


def _last_reports(desk: Desk, service: str) -> list[str]:
    """The newest report, so that people see what came in between."""
    rows = RolloutEvent.objects.filter(municipality=desk.body).select_related("service")
    if service:
        rows = rows.filter(service=service)
    newest = rows.order_by("-recorded_at", "-pk")[:1]
    return [
        f"{format_moment(event.recorded_at)}: {event.service.name}, {event.state.label}"
        for event in newest
    ]
