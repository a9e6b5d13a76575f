"""The part of a body's page about its progress; the same for all who may open the page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.queries import Viewer
from core.http.kept import kept_html
from core.http.ways import open_ways
from core.standing import AsOfForm, Standing
from municipalities.models import Municipality
from portal.tables import BodyProgressTable
from services.queries.progress import progress, total_of
from services.queries.versions import basis_of, basis_today


def progress_part(
    body: Municipality, as_of: AsOfForm, reader: Viewer, stand: Standing
) -> SafeString:
    """Its figures and its theme fields, made once for all readers with the same ways on.

    `stand` is the standing of the progress.
    """
    return kept_html(
        "portal/progress/_body_progress.html",
        body.ags,
        basis_today(),
        standings=[stand],
        at=as_of.at,
        make=lambda: _figures(body, as_of, stand),
        ways=open_ways(reader, reverse("progress:service_list")),
    )


def _figures(body: Municipality, as_of: AsOfForm, stand: Standing) -> dict[str, Any]:
    themes = progress("theme_field", body=body.ags, at=as_of.at)
    total = total_of(themes)
    return {
        "as_of_form": as_of,
        "body": body,
        "progress": total,
        "theme_table": BodyProgressTable(themes),
        "progress_standing": stand,
        "progress_basis": basis_of(total.catalogue),
    }
