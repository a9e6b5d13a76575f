"""Sums over the rows of a roll-up by area, kept beside them and written with them."""
# ruff: noqa: S608 - names of tables and columns come from declarations in code, values are parameters

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.utils import CursorWrapper

from core.models import RollupRow


@dataclass(frozen=True)
class AreaSums:
    """What `target` keeps of each area.

    `select` yields level, ags and the `columns` from {rows}: those of the generation, of all areas
    or of the touched ones.
    """

    target: type[RollupRow]
    columns: tuple[str, ...]
    select: str


# The generation is asked for inside the statement: see CURRENT in core.rollups.
TOUCHED = """
    (SELECT g.* FROM unnest(%(levels)s::text[], %(keys)s::text[]) t (level, ags)
        JOIN {table} g ON g.level = t.level AND g.ags = t.ags
            AND g.generation = (SELECT generation FROM core_rollupstate WHERE name = %(rollup)s))
"""


def add_up(
    cursor: CursorWrapper,
    sums: AreaSums,
    rows: type[RollupRow],
    generation: int,
    areas: Sequence[tuple[str, str]] = (),
) -> None:
    """Write the sums of the `areas` (level, key) anew, or of all; older generations go with all."""
    kept, table = sums.target._meta.db_table, rows._meta.db_table
    values: dict[str, Any] = {
        "generation": generation,
        "rollup": rows.rollup_name,
        "areas": tuple(areas),
        "levels": [level for level, _ags in areas],
        "keys": [ags for _level, ags in areas],
    }
    if areas:
        of_areas = "generation = %(generation)s AND (level, ags) IN %(areas)s"
        cursor.execute(f"DELETE FROM {kept} WHERE {of_areas}", values)
        source = TOUCHED.format(table=table)
    else:
        cursor.execute(f"DELETE FROM {kept}")
        source = f"(SELECT * FROM {table} WHERE generation = %(generation)s)"
    cursor.execute(
        f"INSERT INTO {kept} (generation, level, ags, {', '.join(sums.columns)}) "
        f"SELECT %(generation)s, s.* FROM ({sums.select.format(rows=source)}) s",
        values,
    )
