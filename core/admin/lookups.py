"""Which columns a list of the administration may be asked about in its address.

Django allows every local column and every relation of one step: `?password__regex=` reads hashes
out letter by letter, `?led_grants=7` tells who leads a secret case. Here a list answers what it
declares and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.db.models import Model

# How the filters of Django ask about their column: choices, yes and no, days, empty or not.
ASKED = ("", "exact", "in", "isnull", "isempty", "gte", "lt")
DAYS = ("year", "month", "day", "gte", "lt")


def declared_lookups(
    model: type[Model], *, filters: Iterable[Any], date_hierarchy: str | None, others: Iterable[str]
) -> frozenset[str]:
    """The parameters that the filters, the calendar and the links of a list send."""
    found = set(others)
    for entry in filters:
        if isinstance(entry, type) and issubclass(entry, SimpleListFilter):
            found.add(str(entry.parameter_name))
            continue
        path = entry[0] if isinstance(entry, list | tuple) else entry
        found |= {"__".join(filter(None, (path, asked))) for asked in ASKED}
        target: Any = getattr(get_fields_from_path(model, path)[-1], "target_field", None)
        if target is not None:
            found.add(f"{path}__{target.name}__exact")
    if date_hierarchy:
        found |= {f"{date_hierarchy}__{part}" for part in DAYS}
    return frozenset(found)
