"""In tests the tables' owner asks; what a request asks for a narrowed person, the application asks.

So every page, form and operation that a test opens as a municipality or a stranger is under the
policies of the rows, as it is in operation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

NARROWED = "SET LOCAL ozg.bodies = '"
OPEN = NARROWED + "*'"


def ask_as_application(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Have narrowed statements on a new connection of the owner run as the application."""
    is_owner = connection.settings_dict["USER"] != settings.APPLICATION_ROLE
    if is_owner and settings.APPLICATION_ROLE and _asked not in connection.execute_wrappers:
        names = [wrapper.__name__ for wrapper in connection.execute_wrappers]
        connection.execute_wrappers.insert(names.index("_with_whose") + 1, _asked)


def _asked(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if not isinstance(sql, str) or not sql.startswith(NARROWED) or sql.startswith(OPEN):
        return execute(sql, params, many, context)
    answer = execute(f"SET LOCAL ROLE {settings.APPLICATION_ROLE}; {sql}", params, many, context)
    with context["connection"].connection.cursor() as plain:
        plain.execute("RESET ROLE")
    return answer
