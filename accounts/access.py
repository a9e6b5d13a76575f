"""The access rule of a page: each view declares one, and a test walks all URLs for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts.queries import Viewer, has_in_an_area_alone

View = Callable[..., HttpResponseBase]

PUBLIC = "public"
SIGNED_IN = "signed in"
WITH_KEY = "with key"  # an operation of the API: accounts.api asks who it is


def public(view: View) -> View:
    """Open to everybody, also without signing in."""
    view.access = (PUBLIC,)  # type: ignore[attr-defined]  # read by the test that walks all URLs
    return view


def signed_in(view: View) -> View:
    """Open to everybody who is signed in, whatever their roles: pages about one's own account."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.access = (SIGNED_IN,)  # type: ignore[attr-defined]  # read by the same test
    return guarded


def with_key(view: View) -> View:
    """Open to whoever has the key in the address; the view asks `accounts.keys` who that is."""
    view.access = (WITH_KEY,)  # type: ignore[attr-defined]  # read by the test that walks all URLs
    return view


def requires(
    *permissions: str,
    by_area: bool = False,
    also: Callable[[Viewer], bool] | None = None,
    strangers_if: str = "",
) -> Callable[[View], View]:
    """Open to people with at least one of `permissions`; strangers are sent to the sign-in.

    What rows they see there is decided by `visible_to`. Whoever has the permission for an area
    alone gets in only where the page says `by_area`: that it keeps to `areas_of` the person.
    `also` is asked of those who would get in. `strangers_if` names a setting of the house that lets
    strangers in too; the view then says what they see.
    """

    def lets_in(user: Viewer) -> bool:
        return may_open(user, permissions, by_area=by_area) and (also is None or also(user))

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                if strangers_if and getattr(settings, strangers_if):
                    return view(request, *args, **kwargs)
                return redirect_to_login(request.get_full_path())
            if not lets_in(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access = permissions  # type: ignore[attr-defined]  # read by the same test
        guarded.by_area = by_area  # type: ignore[attr-defined]  # read by the navigation
        guarded.lets_in = lets_in  # type: ignore[attr-defined]  # read by core.http.ways
        return guarded

    return decorate


def may_open(user: Viewer, permissions: Iterable[str], *, by_area: bool) -> bool:
    """Whether one of the permissions opens a page that keeps to areas, or one that does not."""
    held = [permission for permission in permissions if user.has_perm(permission)]
    return any(by_area or not has_in_an_area_alone(user, permission) for permission in held)
