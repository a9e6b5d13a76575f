"""A file to download: its name may be of any form, what it is stands in the answer."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header


def download(content: bytes, *, media_type: str, name: str) -> HttpResponse:
    """`content` as an attachment called `name`."""
    return HttpResponse(content, headers=_headers(media_type, name))


def streamed_download(chunks: Iterable[bytes], *, media_type: str, name: str) -> HttpResponseBase:
    """`chunks` as an attachment called `name`, sent as they are made."""
    return StreamingHttpResponse(chunks, headers=_headers(media_type, name))


def _headers(media_type: str, name: str) -> dict[str, str]:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return {"Content-Type": media_type, "Content-Disposition": disposition or "attachment"}
