"""A request id that logs, history and error pages share."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse
from pghistory.middleware import HistoryMiddleware as NotesWho

REQUEST: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Puts the id of the request into each line of the log; "-" outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        meta = getattr(request, "META", {})
        record.request_id = meta.get("REQUEST_ID") or REQUEST.get()
        return True


class RequestIdMiddleware:
    """Give each request an id and return it in a header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        request.META["REQUEST_ID"] = request_id
        token = REQUEST.set(request_id)
        try:
            response = self.get_response(request)
        finally:
            REQUEST.reset(token)
        response["X-Request-Id"] = request_id
        return response


class HistoryMiddleware(NotesWho):
    """Note in the history who changes something, on which page, in which request."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_context(request), "request_id": request.META["REQUEST_ID"]}
