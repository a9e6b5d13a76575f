"""The security log: who signed in, failed, took files away and signed, from where."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.choices import SecurityKind
from accounts.models import SecurityEvent, User
from accounts.queries import user_of_address
from accounts.sign_in.sessions import note_device
from core.text import in_one_line

LONGEST = 200


def note(
    request: HttpRequest | None, kind: SecurityKind, *, what: str = "", person: Any = None
) -> None:
    """Write one line: the person, the address of the network, the request."""
    SecurityEvent.objects.create(
        kind=kind,
        person=person if isinstance(person, User) else None,
        address=_address(request),
        request_id=request.META.get("REQUEST_ID", "") if request is not None else "",
        what=in_one_line(what)[:LONGEST],
    )


def note_answer(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note files that are taken away, and steps that were taken, of signed-in people."""
    if "attachment" in response.get("Content-Disposition", ""):
        note(request, SecurityKind.DOWNLOAD, what=request.get_full_path(), person=request.user)
    elif request.method == "POST" and "/schritt/" in request.path and response.status_code == 302:
        note(request, SecurityKind.STEP, what=request.path, person=request.user)


def _address(request: HttpRequest | None) -> str:
    if request is None:
        return ""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # behind a proxy that does not tell it
        return ""


def _signed_in(request: HttpRequest, user: User, **_rest: Any) -> None:
    note(request, SecurityKind.SIGNED_IN, what=request.path, person=user)
    note_device(request, _address(request))


def _signed_out(request: HttpRequest, user: User | None, **_rest: Any) -> None:
    if user is not None:
        note(request, SecurityKind.SIGNED_OUT, person=user)


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_rest: Any) -> None:
    """The name that was typed may be a password typed into the wrong field: only known ones."""
    typed = str(credentials.get("username") or credentials.get("email") or "")
    known = User.objects.filter(username__iexact=typed).first() or user_of_address(typed)
    note(request, SecurityKind.FAILED, person=known)


def connect() -> None:
    """Listen to the sign-in of Django."""
    user_logged_in.connect(_signed_in, dispatch_uid="security_log")
    user_logged_out.connect(_signed_out, dispatch_uid="security_log")
    user_login_failed.connect(_failed, dispatch_uid="security_log")
