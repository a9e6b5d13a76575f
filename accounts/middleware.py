"""What every answer to a signed-in person has in common: not kept anywhere, and not for ever."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.security_log import note_answer
from core.http.confirmation import SIGNED_IN_AT

# What a page of the house needs of the device: nothing.
UNUSED = ("camera", "geolocation", "microphone", "payment", "usb", "interest-cohort")
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNUSED)


class SessionMiddleware:
    """A session ends half an hour after the last click (settings) and twelve hours after sign-in.

    Answers to signed-in people, pages and files alike, are kept by no browser and no proxy, so
    "back" after signing out shows nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            _end_when_over(request)
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if was_signed_in or request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        if was_signed_in and request.user.is_authenticated:
            note_answer(request, response)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response


def _end_when_over(request: HttpRequest) -> None:
    """Sign out whoever signed in too long ago; the first click notes when that was."""
    now = timezone.now().timestamp()
    since = request.session.setdefault(SIGNED_IN_AT, now)
    if now - since >= settings.SESSION_LONGEST_AGE:
        logout(request)
