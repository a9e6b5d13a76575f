"""/health/ for load balancers and containers."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from core.database.replica import is_named, lag

LIVE = "/health/live/"  # the process answers: whoever fails this is started again
READY = ("/health/", "/health/ready/")  # and may be sent requests


class HealthMiddleware:
    """Answers before host and HTTPS checks, because a health check knows neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == LIVE:
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path_info in READY:
            return _ready()
        return self.get_response(request)


def _ready() -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    return HttpResponse(f"ok\n{_replica()}", content_type="text/plain")


def _replica() -> str:
    """A line on the replica, where there is one: without it the primary answers everything."""
    if not is_named():
        return ""
    return f"replica: {lag() or 'not read, the primary answers'}\n"
