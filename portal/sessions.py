"""“Where I am signed in”: a person sees their own sessions, and ends one or all others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import signed_in
from accounts.choices import SecurityKind
from accounts.security_log import note
from accounts.sessions import OwnSession, end_other_sessions, end_session, own_sessions
from core.formats import format_moment
from core.http.buttons import pressed_on
from core.tables.page import PageTable


class SessionTable(PageTable):
    """The sessions of one person, the last used first."""

    device = tables.Column(verbose_name=gettext_lazy("Device"), empty_values=())
    network = tables.Column(verbose_name=gettext_lazy("Network address"), default="–")
    since = tables.Column(verbose_name=gettext_lazy("Signed in"), default="–")
    used_at = tables.Column(verbose_name=gettext_lazy("Last used"))
    mark = tables.Column(verbose_name=gettext_lazy("State"))

    class Meta:
        orderable = False
        caption = gettext_lazy("Where I am signed in")

    def render_device(self, record: OwnSession) -> str:
        return device_name(record)

    def render_since(self, value: datetime) -> str:
        return format_moment(value)

    def render_used_at(self, value: datetime) -> str:
        return format_moment(value)

    def render_mark(self, record: OwnSession) -> str:
        if record.is_this:
            return _("this one")
        url = reverse("portal:session_ended", args=[record.mark])
        hidden = format_html('<span class="kern-sr-only">: {}</span>', device_name(record))
        return format_html('<a href="{}">{}{}</a>', url, _("sign out"), hidden)


@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """The person's sessions, with what ends them."""
    user: Any = request.user
    found = own_sessions(user, this=request.session.session_key)
    context = {"table": SessionTable(found), "has_others": len(found) > 1}
    return _page(request, "list", _("Where I am signed in"), context)


@signed_in
def session_ended(request: HttpRequest, mark: str) -> HttpResponse:
    """Ask, then end the session at once."""
    user: Any = request.user
    if request.method == "POST":
        ended = end_session(user, mark)
        if ended is not None:
            _tell(request, device_name(ended))
        messages.success(request, _("That device is signed out."))
        return redirect("portal:sessions")
    found = own_sessions(user, this=request.session.session_key)
    session = next((one for one in found if one.mark == mark), None)
    if session is None:
        raise Http404
    facts = [
        (_("Device"), device_name(session)),
        (_("Network address"), session.network or "–"),
        (_("Last used"), format_moment(session.used_at)),
    ]
    return _page(request, "end", _("Sign out this device"), {"facts": facts})


@signed_in
@pressed_on("portal:sessions")
def other_sessions_ended(request: HttpRequest) -> HttpResponse:
    """End every session of the person but this one."""
    user: Any = request.user
    number = end_other_sessions(user, this=request.session.session_key)
    _tell(request, str(number))
    text = ngettext(
        "%(number)s other device is signed out.", "%(number)s other devices are signed out.", number
    )
    messages.success(request, text % {"number": number})
    return redirect("portal:sessions")


def device_name(session: OwnSession) -> str:
    return session.device or _("unknown device")


def _tell(request: HttpRequest, what: str) -> None:
    """The security log says that a session was ended from another one."""
    note(request, SecurityKind.SIGNED_OUT, what=f"{request.path} {what}", person=request.user)


def _page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    way = [(_("Where I am signed in"), reverse("portal:sessions"))] if name != "list" else []
    shown = {"page_title": title, "breadcrumbs": [*way, (title, "")], **context}
    return render(request, f"portal/sessions/{name}.html", shown)
