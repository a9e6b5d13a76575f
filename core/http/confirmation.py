"""Signatures and keys ask who is there: password or second factor, a short while ago."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

SIGNED_IN_AT = "signed_in_at"  # in the session, seconds since 1970
SIGNS: set[str] = set()  # the permissions that sign or give rights; the accounts name them


def ask_who_is_there(
    request: HttpRequest, permission: str, *, is_filled_in: bool
) -> HttpResponse | None:
    """As `ask_again`, for a page whose `permission` signs; None for any other."""
    return ask_again(request, is_filled_in=is_filled_in) if permission in SIGNS else None


def ask_again(request: HttpRequest, *, is_filled_in: bool) -> HttpResponse | None:
    """To the page that asks for password or second factor; None where that was just done.

    A page that comes back filled in has as long again, so that nothing typed is lost.
    """
    longest = settings.SIGNING_CONFIRMED_FOR * (2 if is_filled_in else 1)
    if seconds_since_shown(request) < longest:
        return None
    if request.method == "POST":
        text = _("Nothing was written: please confirm first who you are, then send it again.")
        messages.warning(request, text)
    asking = reverse("account_reauthenticate")
    return redirect(f"{asking}?{urlencode({'next': request.get_full_path()})}")


def seconds_since_shown(request: HttpRequest) -> float:
    """Seconds since the person signed in or confirmed who they are."""
    shown: list[float] = [
        record["at"] for record in get_authentication_records(request, request.user)
    ]
    shown.append(request.session[SIGNED_IN_AT])
    return timezone.now().timestamp() - max(shown)
