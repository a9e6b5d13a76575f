"""The page of an error of the server: it names the request, so that the log can be asked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """The page without anything that asks the database, which may be what failed."""
    values = {"request_id": request.META.get("REQUEST_ID", "")}
    return HttpResponseServerError(loader.render_to_string("500.html", values))
