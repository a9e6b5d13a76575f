"""Where a row about a service, or about a group of services, leads to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.http.ways import narrowed
from services.models import OzgService, ThemeField

# The filter of the report on progress that keeps to one group of a breakdown.
FILTERS = {"theme_field": "themenfeld", "situation": "lage", "process": "prozess"}


def service_url(ozg_id: str) -> str:
    return OzgService(pk=ozg_id).get_absolute_url()


def services_of_theme(code: str) -> str:
    """The services of a theme field in the catalogue."""
    return narrowed("progress:service_list", feld=code)


def theme_codes() -> dict[str, str]:
    """The code of each theme field by its name, of which no two share one; one query."""
    return dict(ThemeField.objects.values_list("name", "code"))


def services_of_process(code: str) -> str:
    """The services that a process offers, each with its progress."""
    return services_of("process", code)


def services_of(by: str, key: str, place: Mapping[str, object] = MappingProxyType({})) -> str:
    """The services behind a row of a breakdown, each with its progress in the same place."""
    if by == "service":
        return service_url(key)
    chosen = {"gliederung": "service", FILTERS[by]: key, **place}
    return narrowed("reports:report", "fortschritt", **chosen)
