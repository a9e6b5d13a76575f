"""What a rule refused and no form showed: its words on a page of their own, never an error page."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import RuleError


def refused(request: HttpRequest, error: RuleError) -> HttpResponse:
    """The page with the refusal (409); it leads back to the page the request was for."""
    return render(request, "409.html", {"refusal": error}, status=HTTPStatus.CONFLICT)
