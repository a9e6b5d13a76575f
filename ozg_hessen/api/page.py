"""The documentation of the API: the description for programs, and the same as a page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import public
from accounts.keys import PER_MINUTE
from core.api.query import MOST_PER_PAGE
from ozg_hessen.api.mounting import api
from portal.rollout_desk.api import MOST_CHANGES

# A request per operation, as it is typed; the key stands in a variable.
EXAMPLES = {
    "list_municipalities": "municipalities?q=Gießen&limit=5",
    "get_municipality": "municipalities/06531005",
    "list_rollouts": "municipalities/06531005/rollouts?stand=live",
    "list_services": "services?q=Wohngeld",
    "get_service": "services/10000",
    "list_live": "services/10000/live?stand=2026-06-30",
    "get_progress": "rollups/progress?gliederung=theme_field&gebiet=06531",
    "get_budget": "rollups/budget?gliederung=year&programm=ikz",
    "list_programs": "programs",
    "list_grants": "grants?programm=ikz&zustand=notified&stand=2026-06-30",
    "get_grant": "grants/1",
    "list_reports": "reports",
    "list_figures": "explain",
    "get_figure": "explain/share?gebiet=06531&stand=2026-06-30",
    "get_report": "reports/fortschritt?gliederung=situation&stand=2026-06-30",
}
REPORTED = {
    "changes": [{"service": "10000", "configured": True, "listed": True, "live": True}],
}


@dataclass(frozen=True)
class DescribedOperation:
    """One operation as the page shows it."""

    name: str
    method: str
    path: str
    details: dict[str, Any]
    parameters: list[dict[str, str]]
    example: str


@public
@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """The description of the API by OpenAPI 3.1."""
    return JsonResponse(schema_of(request), json_dumps_params={"ensure_ascii": False, "indent": 1})


@public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What can be asked, with an example for each operation. Nothing is loaded from elsewhere."""
    schema = schema_of(request)
    return render(
        request,
        "api/documentation.html",
        {
            "page_title": _("Programming interface (API)"),
            "breadcrumbs": [(_("Programming interface (API)"), "")],
            "operations": [
                _operation(request, method, path, details)
                for path, methods in schema["paths"].items()
                for method, details in methods.items()
            ],
            "per_minute": PER_MINUTE,
            "most_rows": MOST_PER_PAGE,
            "most_changes": MOST_CHANGES,
        },
    )


def schema_of(request: HttpRequest) -> dict[str, Any]:
    """The description, with the address it is asked at."""
    schema = api.get_openapi_schema(path_prefix=reverse("api_root"))
    schema["servers"] = [{"url": request.build_absolute_uri("/").rstrip("/")}]
    plain: dict[str, Any] = json.loads(json.dumps(schema, cls=DjangoJSONEncoder))
    return plain


def _operation(
    request: HttpRequest, method: str, path: str, details: dict[str, Any]
) -> DescribedOperation:
    name = details["operationId"]
    asked = request.build_absolute_uri(reverse("api_root") + EXAMPLES.get(name, ""))
    example = f'curl -H "Authorization: Bearer $OZG_KEY" "{asked}"'
    if method == "post":
        target = request.build_absolute_uri(path.replace("{ags}", "06531005"))
        example = (
            'curl -H "Authorization: Bearer $OZG_KEY" -H "Content-Type: application/json" \\\n'
            '  -H "Idempotency-Key: $(uuidgen)" \\\n'
            f"  -d '{json.dumps(REPORTED)}' \\\n"
            f'  "{target}"'
        )
    parameters = [_parameter(parameter) for parameter in details.get("parameters", [])]
    return DescribedOperation(name, method.upper(), path, details, parameters, example)


def _parameter(parameter: dict[str, Any]) -> dict[str, str]:
    """Name, meaning and possible values of a parameter, as a person reads them."""
    schema = parameter["schema"]
    values = schema.get("enum") or schema.get("items", {}).get("enum")
    return {
        "name": parameter["name"],
        "description": parameter.get("description", ""),
        "values": ", ".join(values) if values else schema.get("format") or schema["type"],
    }
