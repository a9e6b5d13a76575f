"""What a command lacks, in words with the way on: the database, its tables, space on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from errno import ENOSPC

from psycopg2 import OperationalError
from psycopg2.errors import DiskFull, InvalidSchemaName, UndefinedColumn, UndefinedTable

LACKING = (UndefinedTable, UndefinedColumn, InvalidSchemaName)


def remedy(error: Exception) -> str | None:
    """What to do about the database; None where it is not the database that is wanting.

    Of several errors the first counts: closing a cursor that was never opened hides its cause.
    """
    for cause in _causes(error):
        said = str(cause).strip().partition("\n")[0]
        if isinstance(cause, LACKING):
            return (
                f"The database has not the tables of this project: {said}. To make what is "
                "missing: manage.py migrate (with the data: manage.py prepare)."
            )
        if isinstance(cause, DiskFull) or getattr(cause, "errno", None) == ENOSPC:
            return (
                f"There is no space left: {said}. Make room and run the command again; what it "
                "had not finished is taken back."
            )
        if isinstance(cause, OperationalError) and cause.pgcode is None:
            return f"The database does not answer: {said}. See manage.py status."
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The errors that led to this one, the first of them first."""
    if error is not None:
        yield from _causes(error.__cause__ or error.__context__)
        yield error
