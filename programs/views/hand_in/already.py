"""What stands in place of a form whose hand-in came already: a second tab, a lost connection."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from core.formats import format_moment
from programs.choices import HandInKind
from programs.models import Grant, HandIn, MissingPaper


def handed_in_already(
    request: HttpRequest, grant: Grant, kind: HandInKind, **of: object
) -> HttpResponse:
    """The way to the receipt of the last hand-in of this kind; 404 where there is none."""
    own = HandIn.objects.visible_to(request.user).select_related("handed_in_by")
    row = own.filter(grant=grant, kind=kind, **of).first()
    if row is None:
        raise Http404
    said = _("%(what)s was handed in on %(moment)s by %(who)s. Nothing more is open here.")
    values = {
        "what": row.get_kind_display(),
        "moment": format_moment(row.handed_in_at),
        "who": row.handed_in_by,
    }
    return render(
        request,
        "programs/hand_in/already.html",
        {
            "page_title": _("Handed in already"),
            "breadcrumbs": [(row.number, "")],
            "hand_in": row,
            "said": said % values,
        },
    )


def paper_here_already(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a paper that was asked for and came."""
    paper = get_object_or_404(MissingPaper, pk=pk, received_on__isnull=False)
    return handed_in_already(request, paper.grant, HandInKind.PAPER, files__label=paper.title)
