"""“Keys of the API”: a person makes keys for programs, sees which are in force, and revokes them.

The secret is made and shown before the key exists: the page carries only what will be kept of it,
signed. So it is stored nowhere, and a page that is closed without the last click leaves no key.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import requires
from accounts.choices import KeyScope, SecurityKind
from accounts.keys import (
    KEY_IN_ADDRESS,
    KeyMark,
    last_day,
    make_key,
    mark_of,
    may_report,
    new_secret,
    revoke_key,
)
from accounts.models import ApiKey
from accounts.notices import tell_key_made
from accounts.roles import SEE_PROGRESS, SEE_STATE_MONEY
from accounts.security_log import note
from core.errors import RuleError
from core.formats import format_day, format_moment
from core.forms.fields import DayField
from core.http.confirmation import ask_again
from core.tables.page import PageTable

SALT = "portal.keys"
SHOWN_FOR = 60 * 60  # seconds in which a secret that was shown can be put in force
SHOWN_KEYS = 50


class KeyForm(forms.Form):
    """What the key is for, what it may, and until when."""

    name = forms.CharField(
        label=gettext_lazy("What uses the key"),
        max_length=80,
        help_text=gettext_lazy("By this name you know it later, e.g. “data warehouse”."),
    )
    scope = forms.ChoiceField(label=gettext_lazy("The key may"), choices=KeyScope.choices)
    until = DayField(
        label=gettext_lazy("Valid through"),
        years_ahead=1,
        help_text=gettext_lazy("A year at most. Shorter is safer."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = last_day(timezone.now())
        if not may_report(user):
            scope: Any = self.fields["scope"]
            scope.choices = [pair for pair in scope.choices if pair[0] != KeyScope.REPORT]

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not timezone.localdate() <= until <= self.last:
            message = _("Choose a day from today up to %(last)s.")
            raise forms.ValidationError(message % {"last": format_day(self.last)})
        return until


class KeyTable(PageTable):
    """The keys of one person, the newest first."""

    name = tables.Column(verbose_name=gettext_lazy("What uses the key"))
    hint = tables.Column(verbose_name=gettext_lazy("Begins with"))
    scope = tables.Column(verbose_name=gettext_lazy("May"))
    expires_at = tables.Column(verbose_name=gettext_lazy("Valid through"))
    minute = tables.Column(verbose_name=gettext_lazy("Last used"), default="–")
    state = tables.Column(
        verbose_name=gettext_lazy("State"), accessor="revoked_at", empty_values=()
    )

    class Meta:
        orderable = False
        caption = gettext_lazy("My keys of the API")
        empty_text = gettext_lazy("You have made no key yet.")

    def render_expires_at(self, record: ApiKey) -> str:
        return format_day(timezone.localdate(record.expires_at))

    def render_minute(self, record: ApiKey) -> str:
        return format_moment(record.minute)

    def render_state(self, record: ApiKey) -> str:
        if record.revoked_at is not None:
            day = format_day(timezone.localdate(record.revoked_at))
            return _("revoked on %(day)s") % {"day": day}
        if record.expires_at <= timezone.now():
            return _("expired")
        url = reverse("portal:key_revoked", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, _("in force – revoke"))


@requires(SEE_PROGRESS, SEE_STATE_MONEY, by_area=True)
def keys(request: HttpRequest) -> HttpResponse:
    """The person's keys, and the form for a new one."""
    own = ApiKey.objects.filter(user=request.user.pk)[:SHOWN_KEYS]
    wished = {"scope": request.GET.get("fuer", KeyScope.READ)}
    context = {"table": KeyTable(own), "form": KeyForm(user=request.user, initial=wished)}
    return _page(request, "keys", _("Keys of the API"), context)


@requires(SEE_PROGRESS, SEE_STATE_MONEY, by_area=True)
def new_key(request: HttpRequest) -> HttpResponse:
    """Show the secret once; the second click puts its key in force.

    A key outlives the session, so a session that somebody left open is not enough for one.
    """
    user: Any = request.user
    if asking := ask_again(request, is_filled_in=request.method == "POST"):
        return asking
    if request.method == "POST":
        return _in_force(request)
    form = KeyForm(request.GET, user=user)
    if not form.is_valid():
        return _page(request, "keys", _("Keys of the API"), {"form": form})
    cleaned = form.cleaned_data
    secret = new_secret()
    mark = mark_of(secret)
    until = cleaned["until"].isoformat()
    offer = [user.pk, mark.hint, mark.digest, cleaned["name"], cleaned["scope"], until]
    is_calendar = cleaned["scope"] == KeyScope.CALENDAR
    context = {
        "secret": _feed_of(request, secret) if is_calendar else secret,
        "is_calendar": is_calendar,
        "offer": signing.dumps(offer, salt=SALT),
        "facts": [
            (_("What uses the key"), cleaned["name"]),
            (_("The key may"), KeyScope(cleaned["scope"]).label),
            (_("Valid through"), format_day(cleaned["until"])),
        ],
    }
    return _page(request, "new", _("Your new key"), context)


def _feed_of(request: HttpRequest, secret: str) -> str:
    """The address a calendar subscribes to."""
    return request.build_absolute_uri(
        reverse("portal:calendar_feed", query={KEY_IN_ADDRESS: secret})
    )


def _in_force(request: HttpRequest) -> HttpResponse:
    """Make the key whose secret was shown, and nothing of anybody else's."""
    user: Any = request.user
    try:
        offer = signing.loads(request.POST.get("offer", ""), salt=SALT, max_age=SHOWN_FOR)
        owner, hint, digest, name, scope, until = offer
        if owner != user.pk:
            raise signing.BadSignature
        key = make_key(
            user,
            KeyMark(hint, digest),
            name=name,
            scope=KeyScope(scope),
            until=date.fromisoformat(until),
            at=timezone.now(),
        )
    except signing.BadSignature:
        messages.error(request, _("This page was open for too long. Make the key anew."))
        return redirect("portal:keys")
    except RuleError as error:
        messages.error(request, error.message)
        return redirect("portal:keys")
    note(request, SecurityKind.KEY_MADE, what=f"{key.hint} {key.scope} {until}", person=user)
    tell_key_made(key)
    messages.success(request, _("The key “%(name)s” is in force.") % {"name": key.name})
    return redirect("portal:keys")


@requires(SEE_PROGRESS, SEE_STATE_MONEY, by_area=True)
def key_revoked(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end the key at once."""
    user: Any = request.user
    key = get_object_or_404(ApiKey, pk=pk, user=user)
    if request.method == "POST":
        revoke_key(key, by=user, at=timezone.now())
        note(request, SecurityKind.KEY_REVOKED, what=key.hint, person=user)
        messages.success(request, _("The key “%(name)s” is revoked.") % {"name": key.name})
        return redirect("portal:keys")
    facts = [
        (_("What uses the key"), key.name),
        (_("Begins with"), key.hint),
        (_("Last used"), format_moment(key.minute) if key.minute else _("never")),
    ]
    return _page(request, "revoke", _("Revoke the key"), {"facts": facts})


def _page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    way = [(_("Keys of the API"), reverse("portal:keys"))] if name != "keys" else []
    shown = {"page_title": title, "breadcrumbs": [*way, (title, "")], **context}
    return render(request, f"portal/keys/{name}.html", shown)
