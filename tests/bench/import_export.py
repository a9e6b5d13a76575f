"""The longest report against django-import-export, given the same rows in the same run."""

from __future__ import annotations

from types import SimpleNamespace

from import_export import fields, resources  # type: ignore[import-untyped]  # it has no types

from tests.bench.exports import edition_of, write
from tests.bench.result import Result
from tests.bench.timing import timed

AT_MOST = 0.15  # the aim is a tenth; both wait for the same query, which makes half of ours


def measure() -> list[Result]:
    """The result of this file; one round, since the other side takes long."""
    theirs = timed(_their_csv)
    return [
        Result.of(
            "import_export_csv", timed(lambda: write("csv")), theirs, at_most=AT_MOST, unit="s"
        )
    ]


def _their_csv() -> str:
    """The rows of the report through a resource of theirs, as its admin action would."""
    made = edition_of()
    columns = {column.key: fields.Field(attribute=column.key) for column in made.columns}
    resource = type("DetailResource", (resources.Resource,), columns)()
    rows = (SimpleNamespace(**dict(zip(made.keys, row, strict=True))) for row in made.rows)
    written: str = resource.export(queryset=rows).csv
    return written
