"""An edition as a file to download: streamed, named after report and day."""

from __future__ import annotations

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase

from core.exports import FORMATS
from core.reporting import Edition


def file_response(made: Edition, fmt: str) -> HttpResponseBase:
    """The edition in a format of `core.exports.FORMATS`, as an attachment named by its day."""
    chosen = FORMATS[fmt]
    response = StreamingHttpResponse(chosen.chunks(made), content_type=chosen.media_type)
    filename = f"{made.report.name}_{made.day.isoformat()}.{chosen.ending}"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
