"""Browsers in which a person has signed in: they get in while strangers try their name.

The cookie proves nothing but that; the password is asked all the same.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "known"
SALT = "accounts.known_browser"
DAYS = 180


def is_known(request: HttpRequest, username: str) -> bool:
    """Whether somebody has signed in as `username` in this browser within the last half year."""
    try:
        name = request.get_signed_cookie(COOKIE, salt=SALT, max_age=DAYS * 86400)
    except (KeyError, signing.BadSignature):
        return False
    return name == _digest(username)


def _digest(username: str) -> str:
    """The person without the name, which the cookie does not tell."""
    return salted_hmac(SALT, username).hexdigest()


def remember(response: HttpResponse, username: str) -> None:
    """Note in the browser who signed in."""
    response.set_signed_cookie(
        COOKIE,
        _digest(username),
        salt=SALT,
        max_age=DAYS * 86400,
        path=settings.FORCE_SCRIPT_NAME or "/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
