"""“What the house knows about me”: a file for the person themselves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.access import signed_in
from accounts.privacy.own_data import own_data
from core.http.downloads import download
from programs.rows.whose import EVERYBODYS, narrowed_to


@signed_in
def own_data_file(request: HttpRequest) -> HttpResponse:
    """Everything about whoever asks; counted in all rows, not only those they may open now."""
    person: Any = request.user
    with narrowed_to(lambda: EVERYBODYS):
        content = own_data(person)
    name = f"auskunft-{timezone.localdate():%Y-%m-%d}.json"
    return download(content, media_type="application/json", name=name)
