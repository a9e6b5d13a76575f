"""Help: where to find what, and the terms of the pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.access import public
from core.glossary import terms


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """The glossary, each term with an address of its own."""
    return render(request, "portal/help.html", {"page_title": _("Help"), "terms": terms()})
