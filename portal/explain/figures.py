"""Every figure that can be explained, and whom it is explained to."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.queries import Viewer
from portal.explain.figure import Explained
from portal.explain.money import MONEY_FIGURES
from portal.explain.progress import PROGRESS_FIGURES
from reports.making import may_run

FIGURES = {figure.code: figure for figure in (*PROGRESS_FIGURES, *MONEY_FIGURES)}


def figure_for(user: Viewer, code: str) -> Explained:
    """The figure of that code. Raises Http404 where there is none, PermissionDenied for others."""
    explained = FIGURES.get(code)
    if explained is None:
        raise Http404
    if not may_run(explained.report, user):
        raise PermissionDenied
    return explained
