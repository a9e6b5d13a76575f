"""Whose rows a statement is for: said with the statement, in its transaction, for it alone.

Requests are narrowed to the bodies of their person by RowsMiddleware. Work that nobody's request
asks for (tasks, commands) is for all. Nothing is left on the connection, so that a pool may hand
it to somebody else after every transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from accounts.queries import Viewer
from accounts.roles import SEE_ALL_MONEY, SEE_DECIDED_CASES, SEE_STATE_MONEY
from municipalities.models import municipalities_of

EVERYBODYS = "*"
NOBODYS = "-"  # what is published, and nothing else
SEES_THE_STATE = (SEE_ALL_MONEY, SEE_STATE_MONEY, SEE_DECIDED_CASES)
ALONE = ("VACUUM", "CONCURRENTLY")  # statements that stand in no transaction; the owner's
NAMED = "programs_"  # as all tables with policies begin

_whose: ContextVar[Callable[[], str]] = ContextVar("whose_rows", default=lambda: EVERYBODYS)


def rows_of(viewer: Viewer) -> str:
    """The bodies whose rows `viewer` may reach, by comma; all for who sees sums of the state."""
    if not viewer.is_authenticated:
        return NOBODYS
    if any(viewer.has_perm(permission) for permission in SEES_THE_STATE):
        return EVERYBODYS
    return ",".join(sorted(municipalities_of(viewer))) or NOBODYS


@contextmanager
def narrowed_to(whose: Callable[[], str]) -> Iterator[None]:
    """Statements inside reach the rows of `whose()`, which is asked with each of them."""
    token = _whose.set(whose)
    try:
        yield
    finally:
        _whose.reset(token)


class RowsMiddleware:
    """Each statement of a request reaches the rows of its person, who may be known only later."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        def whose() -> str:
            user = getattr(request, "user", None)
            return NOBODYS if user is None else rows_of(user)

        with narrowed_to(whose):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = _narrowed(iter(response), whose)
        return response


def _narrowed(chunks: Iterator[bytes], whose: Callable[[], str]) -> Iterator[bytes]:
    """The same chunks, each made for `whose()`."""
    while True:
        with narrowed_to(whose):
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk


def say_whose(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Have every statement on a new connection say whose rows it is for.

    In front: a connection may open inside a wrapper of somebody else, who takes away the last one.
    """
    if _with_whose not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _with_whose)


def _with_whose(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    cursor = context["cursor"]
    text = sql if isinstance(sql, str) else sql.as_string(cursor.cursor)
    if NAMED not in text or any(word in text for word in ALONE):
        return execute(sql, params, many, context)
    whose = _whose.get()()
    if getattr(cursor, "name", None) is not None:
        return _execute_named(whose, execute, text, params, many, context)
    return execute(f"SET LOCAL ozg.bodies = '{whose}'; {text}", params, many, context)


def _execute_named(
    whose: str, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    """A cursor of the server takes one statement and reads all rows with it, if in no transaction.

    So the setting goes before it and, where no transaction ends it, is taken back after it.
    """
    database: BaseDatabaseWrapper = context["connection"]
    with database.connection.cursor() as plain:
        if database.in_atomic_block:
            plain.execute("SELECT set_config('ozg.bodies', %s, true)", [whose])
            return execute(sql, params, many, context)
        plain.execute("SELECT set_config('ozg.bodies', %s, false)", [whose])
        try:
            return execute(sql, params, many, context)
        finally:
            plain.execute("RESET ozg.bodies")
