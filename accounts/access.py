"""The access rule of a page: each view declares one, and a test walks all URLs for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]

PUBLIC = "public"


def public(view: View) -> View:
    """Open to everybody, also without signing in."""
    view.access = (PUBLIC,)  # type: ignore[attr-defined]  # read by the test that walks all URLs
    return view


def requires(*permissions: str) -> Callable[[View], View]:
    """Open to people with at least one of `permissions`; strangers are sent to the sign-in.

    What rows they see there is decided by `visible_to`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(request.user.has_perm(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access = permissions  # type: ignore[attr-defined]  # read by the same test
        return guarded

    return decorate
