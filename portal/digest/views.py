"""Whether one wants the weekly mail: said in one's account, or by the link in a mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import public, requires
from accounts.models import User
from accounts.roles import HAND_IN
from portal.digest.sending import person_of


class DigestForm(forms.Form):
    wants_digest = forms.BooleanField(
        label=gettext_lazy("Send me the weekly mail"),
        required=False,
        help_text=gettext_lazy(
            "What is due within 14 days and how many services are not reported, once a week at "
            "most. Reminders of what is overdue come all the same."
        ),
    )


@requires(HAND_IN)
def digest(request: HttpRequest) -> HttpResponse:
    """The checkbox of one's own account."""
    user: Any = request.user
    if request.method == "POST":
        form = DigestForm(request.POST)
        if form.is_valid():
            User.objects.filter(pk=user.pk).update(**form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("portal:digest")
    else:
        form = DigestForm(initial={"wants_digest": user.wants_digest})
    return _page(request, "account", {"form": form, "mail": user.email})


@public
def digest_ended(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then end the weekly mail of whom the token was sent to; a look alone ends nothing."""
    person = person_of(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        User.objects.filter(pk=person.pk).update(wants_digest=False)
        return redirect("portal:digest_ended", token)
    return _page(request, "end", {"is_ended": not person.wants_digest})


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    title = _("Weekly mail")
    shown = {"page_title": title, "breadcrumbs": [(title, "")], **context}
    return render(request, f"portal/digest/{name}.html", shown)
