"""A request id that logs, history and error pages share."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse


class RequestIdMiddleware:
    """Give each request an id, note it in the history context and return it in a header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        request.META["REQUEST_ID"] = request_id
        with pghistory.context(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response
