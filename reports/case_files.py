"""Files of a whole case: the case file, and its offer to the state archive; all in the manifest."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import PREPARE, SEE_ALL_MONEY
from core.http.downloads import download
from programs.case_file.archive import HAND_OVER, OFFER, hand_over, message_name, offer
from programs.case_file.bundle import case_file, name_of
from programs.models import Grant
from programs.queries.retention import is_past_retention
from reports.manifest import note_case_file

ZIP = "application/zip"
MESSAGES = {"anbietung": (OFFER, offer), "aussonderung": (HAND_OVER, hand_over)}


@requires(SEE_ALL_MONEY)
def case_zip(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of a case as one zip, to be verified without us."""
    grant = get_object_or_404(Grant.objects.visible_to(request.user), pk=pk)
    return _noted(request, grant, case_file(grant), name_of(grant, on=timezone.localdate()))


@requires(PREPARE)
def archive_message(request: HttpRequest, pk: int, message: str) -> HttpResponse:
    """A message by xdomea for the state archive, once the retention is over."""
    if message not in MESSAGES:
        raise Http404
    grant = get_object_or_404(
        Grant.objects.visible_to(request.user).select_related("program", "authority"), pk=pk
    )
    if not is_past_retention(grant, timezone.localdate()):
        text = _("The case is retained. It is offered to the archive after its retention.")
        messages.error(request, text)
        return redirect(grant)
    name, make = MESSAGES[message]
    content = make(grant, at=timezone.localtime())
    return _noted(request, grant, content, message_name(grant, name, "zip"))


def _noted(request: HttpRequest, grant: Grant, content: bytes, name: str) -> HttpResponse:
    note_case_file(content, str(grant), name=name, by=request.user.pk, at=timezone.now())
    return download(content, media_type=ZIP, name=name)
