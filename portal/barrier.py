"""“Barriere melden”: anybody tells the staff what could not be read or used."""

from __future__ import annotations

import uuid

from allauth.core.internal import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import public
from accounts.barriers import report_barrier
from accounts.models.barrier import LONGEST_MESSAGE
from core.formats import format_day
from core.forms.fields import refuse_control_characters
from core.sending.sent_once import key_of
from core.text import refuse_lines

# Of one address of the network, and of all together, so that nobody fills the list of the staff.
LIMITS = {"barrier": "5/h/ip,100/d/key"}
TOO_MANY = 429


class BarrierForm(forms.Form):
    """What was not possible, on which page; an address for whoever wants the answer by mail."""

    message = forms.CharField(
        label=gettext_lazy("What was not possible?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_MESSAGE,
        validators=[refuse_control_characters],
    )
    page = forms.CharField(
        label=gettext_lazy("On which page?"),
        max_length=300,
        required=False,
        validators=[refuse_lines],
        help_text=gettext_lazy("Its address or its heading."),
    )
    mail = forms.EmailField(
        label=gettext_lazy("Your mail address"),
        max_length=254,
        required=False,
        validators=[refuse_lines],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy(
            "If you want an answer. A person writes to you; no mail is sent by itself."
        ),
    )


@public
def barrier(request: HttpRequest) -> HttpResponse:
    """The form; what was sent leads to the statement, with the number and the day of the answer."""
    if request.method != "POST":
        page = request.GET.get("seite", "")[:300]
        return _form(request, BarrierForm(initial={"page": page}))
    form = BarrierForm(request.POST)
    if not form.is_valid():
        return _form(request, form)
    if not ratelimit.consume(request, app="portal", action="barrier", config=LIMITS, key="all"):
        text = _("Too many reports arrived in a short time. Please send yours again in an hour.")
        form.add_error(None, text)
        return _form(request, form, status=TOO_MANY)
    report = report_barrier(
        key=key_of(request) or uuid.uuid4(), **form.cleaned_data, at=timezone.now()
    )
    text = _("Your report %(number)s has arrived. It is answered by %(day)s at the latest.")
    messages.success(request, text % {"number": report.pk, "day": format_day(report.due_on)})
    return redirect("portal:accessibility")


def _form(request: HttpRequest, form: BarrierForm, *, status: int = 200) -> HttpResponse:
    title = _("Report a barrier")
    context = {"page_title": title, "breadcrumbs": [(title, "")], "form": form}
    return render(request, "portal/barrier.html", context, status=status)
