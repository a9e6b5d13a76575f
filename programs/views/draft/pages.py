"""The pages of a draft: the list, the application itself, a partner's part, papers, hand-in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import HAND_IN
from core.errors import RuleError
from core.formats import format_eur
from core.sending.seen import check_shown, show_refusal
from core.sending.versions import version_of
from core.uploads.sent import sent_form
from municipalities.models import Municipality, municipalities_of
from programs.actions.municipal import draft as action
from programs.choices import HandInKind
from programs.models import ApplicationDraft, Call, DraftPartner, HandIn, Program
from programs.queries.municipal.contact import contact_of_program
from programs.queries.municipal.draft import open_for_applications
from programs.terms.application import (
    applied_eur,
    asked_by,
    directive_for,
    hints,
    missing_papers,
    papers_of,
    values_of,
)
from programs.views.draft.forms import PARTNERS, BeginForm, DraftForm, PaperForm, PartForm


@requires(HAND_IN)
def draft_list(request: HttpRequest) -> HttpResponse:
    """What may be applied for, the drafts of one's own bodies, and what was handed in."""
    user = request.user
    drafts = ApplicationDraft.objects.visible_to(user).select_related("program", "call", "lead")
    sent = HandIn.objects.visible_to(user).filter(kind=HandInKind.APPLICATION)
    context = {
        "page_title": _("Applications for grants"),
        "offers": open_for_applications(timezone.localdate()),
        "drafts": drafts,
        "sent": sent.select_related("grant", "call_application__call"),
    }
    return render(request, "programs/draft/list.html", context)


@requires(HAND_IN)
def begin(request: HttpRequest, code: str, call: int = 0) -> HttpResponse:
    """Begin an application to a program or a call."""
    program = get_object_or_404(Program.objects.visible_to(request.user), code=code)
    to = get_object_or_404(Call, pk=call, program=program) if call else None
    own = Municipality.objects.existing_on(timezone.localdate()).recipients()
    bodies = own.filter(ags__in=municipalities_of(request.user))
    form = sent_form(BeginForm, request, bodies=bodies)
    if form.is_bound and form.is_valid():
        user: Any = request.user
        values = form.cleaned_data
        try:
            draft = action.begin_draft(
                program, values["lead"], title=values["title"], by=user, at=timezone.now(), call=to
            )
        except RuleError as error:
            show_refusal(form, error)
        else:
            return redirect(draft)
    title = _("Apply: %(what)s") % {"what": to or program}
    return _form_page(request, form, title, submit=_("Begin the application"))


@requires(HAND_IN)
def draft_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The application: the lead writes, its partners read; hints of the guard beside it."""
    draft = _draft(request, pk)
    today = timezone.localdate()
    directive = directive_for(draft, today)
    partners = list(draft.partners.select_related("municipality__district", "confirmed_by"))
    is_lead = draft.lead_id in municipalities_of(request.user)
    initial = {"title": draft.title, **values_of(draft)}
    form = sent_form(DraftForm, request, asked=asked_by(directive), initial=initial)
    rows = _rows(request, partners)
    is_sent = is_lead and form.is_bound and form.is_valid() and rows.is_valid()
    if is_sent and _written(request, draft, form, rows):
        messages.success(request, _("The draft is saved."))
        return redirect(draft)
    context = {
        "page_title": draft.title,
        "page_lead": str(draft.call or draft.program),
        "breadcrumbs": [
            (_("Applications for grants"), reverse("programs:drafts")),
            (draft.title, ""),
        ],
        "draft": draft,
        "is_lead": is_lead,
        "form": form,
        "rows": rows,
        "seen": version_of(draft),
        "partners": partners,
        "own_parts": [p for p in partners if p.municipality_id in municipalities_of(request.user)],
        "sum": applied_eur(partners),
        "hints": hints(draft, request.user, day=today),
        "missing": missing_papers(draft, directive),
        "papers": list(draft.papers.defer("content")),
        "paper_form": PaperForm(labels=papers_of(draft, directive)),
        "contact": contact_of_program(draft.program),
    }
    return render(request, "programs/draft/page.html", context)


@requires(HAND_IN)
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """A partner confirms its share and its resolution."""
    own = municipalities_of(request.user)
    visible = ApplicationDraft.objects.visible_to(request.user)
    parts = DraftPartner.objects.filter(draft__in=visible, municipality__in=own)
    found = get_object_or_404(parts.select_related("draft__program", "municipality"), pk=pk)
    form = sent_form(PartForm, request, initial={"resolution_on": found.resolution_on})
    if form.is_bound and form.is_valid():
        user: Any = request.user
        try:
            with transaction.atomic():
                check_shown(request, found.draft)
                action.confirm_part(found, **form.cleaned_data, by=user, at=timezone.now())
        except RuleError as error:
            show_refusal(form, error)
        else:
            return redirect(found.draft)
    title = _("Confirm: %(share)s for %(name)s") % {
        "share": format_eur(found.share_eur),
        "name": found.municipality.full_name,
    }
    return _form_page(
        request, form, title, submit=_("Confirm share and resolution"), seen=found.draft
    )


@requires(HAND_IN)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a paper of the list into the draft."""
    draft = _led(request, pk)
    labels = papers_of(draft, directive_for(draft, timezone.localdate()))
    form = sent_form(PaperForm, request, labels=labels)
    if form.is_bound and form.is_valid():
        user: Any = request.user
        try:
            action.add_paper(draft, **form.cleaned_data, by=user)
        except RuleError as error:
            show_refusal(form, error)
        else:
            return redirect(draft)
    return _form_page(request, form, _("Add a paper"), submit=_("Add"), seen=draft)


@requires(HAND_IN)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the application in, after a last look; leads to the receipt."""
    return _last_look(request, pk, _("Hand in the application"), action.hand_in_application)


@requires(HAND_IN)
def throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the draft away."""
    return _last_look(request, pk, _("Throw the draft away"), _thrown_away)


def _thrown_away(draft: ApplicationDraft, *, by: Any, at: Any) -> str:
    action.throw_away(draft, by=by)
    return reverse("programs:drafts")


def _last_look(request: HttpRequest, pk: int, title: str, act: Any) -> HttpResponse:
    draft = _led(request, pk)
    refusals: list[str] = []
    if request.method == "POST":
        try:
            with transaction.atomic():
                check_shown(request, draft)
                return redirect(act(draft, by=request.user, at=timezone.now()))
        except RuleError as error:
            refusals = [error.message]
    today = timezone.localdate()
    context = {
        "page_title": title,
        "page_lead": draft.title,
        "breadcrumbs": [(draft.title, draft.get_absolute_url()), (title, "")],
        "draft": draft,
        "seen": version_of(draft),
        "refusals": refusals,
        "hints": hints(draft, request.user, day=today),
        "missing": missing_papers(draft, directive_for(draft, today)),
        "sum": applied_eur(list(draft.partners.all())),
    }
    return render(request, "programs/draft/last_look.html", context)


def _form_page(
    request: HttpRequest, form: Any, title: str, *, submit: str, seen: Any = None
) -> HttpResponse:
    back = seen.get_absolute_url() if seen else reverse("programs:drafts")
    context = {
        "page_title": title,
        "page_lead": str(seen) if seen else "",
        "breadcrumbs": [(_("Applications for grants"), reverse("programs:drafts")), (title, "")],
        "form": form,
        "submit": submit,
        "cancel_url": back,
        "seen": version_of(seen) if seen else None,
    }
    return render(request, "programs/draft/form.html", context)


def _rows(request: HttpRequest, partners: list[DraftPartner]) -> Any:
    initial = [{"body": part.municipality_id, "share_eur": part.share_eur} for part in partners]
    data = request.POST if request.method == "POST" else None
    return PARTNERS(data, initial=initial, prefix="partner")


def _written(request: HttpRequest, draft: ApplicationDraft, form: DraftForm, rows: Any) -> bool:
    user: Any = request.user
    try:
        with transaction.atomic():
            check_shown(request, draft)
            action.write_draft(
                draft,
                title=form.cleaned_data["title"],
                entries=form.entries,
                shares=rows.shares,
                by=user,
                at=timezone.now(),
            )
    except RuleError as error:
        show_refusal(form, error)
        return False
    return True


def _draft(request: HttpRequest, pk: int) -> ApplicationDraft:
    visible = ApplicationDraft.objects.visible_to(request.user)
    found = visible.select_related("program__granting_authority", "call", "lead")
    return get_object_or_404(found, pk=pk)


def _led(request: HttpRequest, pk: int) -> ApplicationDraft:
    """The draft, for its lead alone; 404 for partners and everybody else."""
    draft = _draft(request, pk)
    if draft.lead_id not in municipalities_of(request.user):
        raise Http404
    return draft
