"""The REST API /api/v1/, put together from the rooms of the apps."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from accounts.access import WITH_KEY, public
from core.api.document import DescribedAPI
from core.api.problem import tell_problems
from portal.explain.api import router as figures
from portal.rollout_desk.api import router as rollouts
from programs import api as programs
from reports.api import router as reports
from services import api as services

VERSION = "1.0"

api = DescribedAPI(
    title="OZG Hessen",
    version=VERSION,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)
tell_problems(api)
api.add_router("/municipalities", services.bodies)
api.add_router("/municipalities", rollouts)
api.add_router("/services", services.catalogue)
api.add_router("/rollups", services.progress)
api.add_router("/rollups", programs.budget)
api.add_router("/programs", programs.programs)
api.add_router("/grants", programs.grants)
api.add_router("/reports", reports)
api.add_router("/explain", figures)


def with_key(pattern: URLPattern) -> URLPattern:
    """Declare the access rule of an operation, which its key decides."""
    view: Any = pattern.callback
    view.access = (WITH_KEY,)
    return pattern


@public
def unknown(request: HttpRequest, way: str) -> HttpResponse:
    """A problem for addresses that the API does not have."""
    return api.on_exception(request, Http404(way))


patterns: list[Any] = api.urls[0]
operations = [with_key(pattern) for pattern in patterns if pattern.name != "api-root"]
urlpatterns = [*operations, path("<path:way>", unknown, name="unknown")]
