"""Who asks the API: the person whose key was sent, with the rights of the moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from inspect import signature
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from accounts.access import may_open
from accounts.choices import KeyScope, SecurityKind
from accounts.keys import PER_MINUTE, ask
from accounts.models import User
from accounts.security_log import note
from core.api.problem import Refused

Operation = Callable[..., HttpResponse]
READING = ("GET", "HEAD")


class KeyAuth(HttpBearer):
    """Knows the person by the key; a session counts nothing here, so no form elsewhere can ask."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The key's person. Raises Refused above the rate and beyond the scope.

        The first request of a minute stands in the security log.
        """
        now = timezone.now()
        asked = ask(token, at=now)
        if asked is None:
            return None
        if asked.is_too_often:
            raise _too_often(60 - now.second)
        if asked.key.scope == KeyScope.CALENDAR:
            message = _("This key opens a calendar only. Make one that may read.")
            raise Refused(HTTPStatus.FORBIDDEN, "key-of-a-calendar", message)
        if request.method not in READING and asked.key.scope != KeyScope.REPORT:
            message = _("This key may read only. Make one that may report roll-outs.")
            raise Refused(HTTPStatus.FORBIDDEN, "key-reads-only", message)
        request.user = asked.key.user
        if asked.number == 1:
            what = f"{asked.key.hint} {request.method} {request.get_full_path()}"
            note(request, SecurityKind.KEY_USED, what=what, person=asked.key.user)
        return asked.key.user


def _too_often(seconds: int) -> Refused:
    message = _("More than %(most)s requests in a minute. Wait %(seconds)s seconds.")
    return Refused(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too-often",
        message % {"most": PER_MINUTE, "seconds": seconds},
        headers={"Retry-After": str(seconds)},
    )


def api_requires(*permissions: str, by_area: bool = False) -> Callable[[Operation], Operation]:
    """As accounts.access.requires for pages: the same rule, asked of the person of the key."""

    def decorate(operation: Operation) -> Operation:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user: Any = request.user
            if not may_open(user, permissions, by_area=by_area):
                raise PermissionDenied
            return operation(request, *args, **kwargs)

        # What ninja reads the parameters from: its names are known where the operation stands.
        guarded.__signature__ = signature(operation, eval_str=True)  # type: ignore[attr-defined]
        return guarded

    return decorate
