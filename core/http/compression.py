"""Pages travel compressed; files that stream keep their own pace."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSED = ("text/html", "text/plain", "text/csv", "text/calendar", "application/json")


class CompressionMiddleware(GZipMiddleware):
    """Compress pages and small texts of the house.

    A download streams: compressing it chunk by chunk costs time and hides its length, and most
    are packed already. Up to 100 random bytes in the header and a CSRF token that looks different
    in each answer keep the length of an answer from telling what it says (BREACH).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip()
        if response.streaming or media_type not in COMPRESSED:
            return response
        answer: HttpResponseBase = super().process_response(request, response)
        return answer
