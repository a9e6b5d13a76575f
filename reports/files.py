"""An edition as a file to download: streamed, named after report and day."""

from __future__ import annotations

from django.http.response import HttpResponseBase

from core.downloads import streamed_download
from core.exports import FORMATS
from core.reporting import Edition


def file_response(made: Edition, fmt: str) -> HttpResponseBase:
    """The edition in a format of `core.exports.FORMATS`, as an attachment named by its day."""
    chosen = FORMATS[fmt]
    name = f"{made.report.name}_{made.day.isoformat()}.{chosen.ending}"
    return streamed_download(chosen.chunks(made), media_type=chosen.media_type, name=name)
