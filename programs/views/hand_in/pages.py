"""The pages on which the lead of a case hands in; each leads to the receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.models import User
from accounts.roles import HAND_IN
from core.errors import RuleError
from core.sending.seen import check_shown, show_refusal
from core.sending.versions import version_of
from core.uploads.sent import sent_form
from programs.actions.municipal import hand_in as action
from programs.choices import HandInKind
from programs.models import Grant, HandIn
from programs.permissions import hands_in_for
from programs.queries.municipal.contact import contact_of_case
from programs.queries.municipal.hand_in import drawable, interim_reports_due, papers_asked_of
from programs.rules.steps.base import PAID_OUT
from programs.rules.transitions import is_allowed
from programs.views.hand_in.already import handed_in_already, paper_here_already
from programs.views.hand_in.forms import DrawdownHandIn, HandInForm, NoteAndPaper, ProofHandIn

Values = dict[str, Any]


@dataclass(frozen=True)
class Door:
    """What is its own in a page: title, what it asks, and the action with the cleaned values."""

    title: str
    lead: str
    form: type[HandInForm]
    send: Callable[[Values, User, datetime], HandIn]
    options: dict[str, Any] = field(default_factory=dict)
    is_case_visible: bool = True

    def answer(self, request: HttpRequest, grant: Grant) -> HttpResponse:
        """The form, the form with what was refused, or the way to the receipt."""
        form = sent_form(self.form, request, **self.options)
        if form.is_bound and form.is_valid():
            hand_in = self._handed_in(request, form, grant)
            if hand_in is not None:
                return redirect(hand_in)
        case_url = grant.get_absolute_url() if self.is_case_visible else ""
        cancel_url = case_url or reverse("portal:my_municipality")
        return render(
            request,
            "programs/hand_in/form.html",
            {
                "page_title": self.title,
                "page_lead": self.lead,
                "breadcrumbs": [(str(grant), cancel_url), (self.title, "")],
                "form": form,
                "seen": version_of(grant),
                "cancel_url": cancel_url,
                "contact": contact_of_case(grant),
            },
        )

    def _handed_in(self, request: HttpRequest, form: forms.Form, grant: Grant) -> HandIn | None:
        user: Any = request.user
        try:
            with transaction.atomic():
                check_shown(request, grant)
                return self.send(form.cleaned_data, user, timezone.now())
        except RuleError as error:
            show_refusal(form, error)
            return None


@requires(HAND_IN)
def drawdown(request: HttpRequest, pk: int) -> HttpResponse:
    """Request money of a case of one's own."""
    grant = _own_case(request, pk)
    balances = drawable(grant, year=timezone.localdate().year)
    if grant.state not in PAID_OUT or not balances:
        return handed_in_already(request, grant, HandInKind.DRAWDOWN)

    def send(values: Values, by: User, at: datetime) -> HandIn:
        return action.hand_in_drawdown(
            grant,
            line=values["line"],
            amount_eur=values["amount_eur"],
            needed_for=values["needed_for"],
            papers={_("Bills or list of costs"): values["voucher"]},
            by=by,
            at=at,
        )

    lead = _("The office finds the payment correct, a second person orders it.")
    options = {"balances": balances}
    return Door(_("Request money"), lead, DrawdownHandIn, send, options).answer(request, grant)


@requires(HAND_IN)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the proof of use of a case of one's own in."""
    grant = _own_case(request, pk)
    if not is_allowed("receive_proof", grant.state):
        return handed_in_already(request, grant, HandInKind.PROOF)

    def send(values: Values, by: User, at: datetime) -> HandIn:
        return action.hand_in_proof(
            grant,
            actual_eur=values["actual_eur"],
            other_funds_eur=values["other_funds_eur"],
            report=values["report"],
            statement=values["statement"],
            papers={_("List of vouchers"): values["vouchers"]},
            by=by,
            at=at,
        )

    lead = _("Narrative report and financial statement belong to it. The office checks it.")
    return Door(_("Hand in the proof of use"), lead, ProofHandIn, send).answer(request, grant)


@requires(HAND_IN)
def interim(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Hand the interim report of a year in."""
    grant = _own_case(request, pk)
    due = interim_reports_due(request.user, grant)
    report = next((row for row in due if row.for_year == year), None)
    if report is None:
        return handed_in_already(request, grant, HandInKind.INTERIM, told__0__1=str(year))
    found = report

    def send(values: Values, by: User, at: datetime) -> HandIn:
        return action.hand_in_interim(
            found, paper=values["paper"], note=values["note"], by=by, at=at
        )

    title = _("Hand in the interim report for %(year)s") % {"year": year}
    return Door(title, "", NoteAndPaper, send).answer(request, grant)


@requires(HAND_IN)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a paper in that was asked for, also before the decision."""
    asked = papers_asked_of(request.user).filter(pk=pk).first()
    if asked is None:
        return paper_here_already(request, pk)
    found = asked
    is_visible = Grant.objects.visible_to(request.user).filter(pk=asked.grant_id).exists()

    def send(values: Values, by: User, at: datetime) -> HandIn:
        return action.hand_in_paper(found, sent=values["paper"], note=values["note"], by=by, at=at)

    title = _("Hand in: %(paper)s") % {"paper": asked.title}
    door = Door(title, str(asked.grant), NoteAndPaper, send, is_case_visible=is_visible)
    return door.answer(request, asked.grant)


def _own_case(request: HttpRequest, pk: int) -> Grant:
    """The case, told to its lead, for whom the person hands in; 404 for everybody else."""
    visible = Grant.objects.visible_to(request.user).select_related("program", "lead", "officer")
    grant = get_object_or_404(visible, pk=pk)
    if not hands_in_for(request.user, grant):
        raise Http404
    return grant
