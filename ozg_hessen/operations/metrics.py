"""/metrics/ for Prometheus: requests by page, and the figures of the house.

The processes of one web server share their counts through files (PROMETHEUS_MULTIPROC_DIR, set by
gunicorn.conf.py), so whichever answers tells the sum.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from time import monotonic

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

from ozg_hessen.operations.house import House

ADDRESS = "/metrics/"
NO_PAGE = "-"  # static files, and addresses that lead nowhere
requests_of = Counter("ozg_requests", "Answers by page", ["page", "method", "status"])
seconds_of = Histogram(
    "ozg_request_seconds",
    "Seconds until an answer began, by page",
    ["page"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
)


class MetricsMiddleware:
    """Counts each answer under the name of its page, never under its address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == ADDRESS and settings.METRICS_TOKEN:
            return _figures(request)
        began = monotonic()
        response = self.get_response(request)
        page = request.resolver_match.view_name if request.resolver_match else NO_PAGE
        method = request.method if request.method in {"GET", "HEAD", "POST"} else "other"
        requests_of.labels(page, method, str(response.status_code)).inc()
        seconds_of.labels(page).observe(monotonic() - began)
        return response


def _figures(request: HttpRequest) -> HttpResponse:
    sent = request.headers.get("Authorization", "")
    if not constant_time_compare(sent, f"Bearer {settings.METRICS_TOKEN}"):
        refused = HttpResponse("token missing or wrong\n", status=401, content_type="text/plain")
        refused["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return refused
    shared = "PROMETHEUS_MULTIPROC_DIR" in os.environ
    registry = CollectorRegistry() if shared else REGISTRY
    if shared:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    house = CollectorRegistry()
    house.register(House())
    return HttpResponse(
        generate_latest(registry) + generate_latest(house), content_type=CONTENT_TYPE_LATEST
    )
