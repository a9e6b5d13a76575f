"""A letter before it is signed: the same words and amounts, marked as a draft."""

from __future__ import annotations

from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from core.http.downloads import download
from programs.actions.letter import draft_decision, draft_reclaim, letter_bytes
from programs.choices import LetterFormat
from programs.letters.contents import LetterContent
from programs.models import Grant
from programs.terms.proposals import proposed_decision

RECLAIM = "rueckforderung"
DECISION = "bescheid"


def draft_page(
    model_admin: ModelAdmin[Grant], request: HttpRequest, pk: int, what: str, fmt: str
) -> HttpResponse:
    """The draft of what waits in the case for a signature, as PDF or DOCX."""
    grant = get_object_or_404(model_admin.get_queryset(request), pk=pk)
    if not model_admin.has_view_permission(request, grant):
        raise PermissionDenied
    content = _content(grant, what)
    if content is None or fmt not in LetterFormat.values:
        raise Http404
    made = letter_bytes(content, grant.program, at=timezone.now())[fmt]
    return download(made, media_type=LetterFormat(fmt).media_type, name=f"entwurf-{what}.{fmt}")


def _content(grant: Grant, what: str) -> LetterContent | None:
    now = timezone.now()
    if what == RECLAIM:
        reclaim = grant.reclaims.filter(approved_at__isnull=True).first()
        return draft_reclaim(reclaim, at=now) if reclaim else None
    decision = proposed_decision(grant) if what == DECISION else None
    return draft_decision(decision, at=now) if decision else None
