"""The rows of many tables that belong to one row, read in one statement.

prefetch_related asks each table for itself; a page with twenty tables below its row asks once here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BinaryField, F, Func, JSONField, Model, QuerySet
from django.db.models.functions import JSONObject

Joins = Mapping[str, Any]
Names = Mapping[str, Sequence[str]]
PATH = "__"
NO_JOIN: Any = (None,)  # to Django no name at all would mean every join


class _Exact(json.JSONDecoder):
    """Amounts to the cent: no number becomes a float."""

    def __init__(self) -> None:
        super().__init__(parse_float=Decimal)


EXACT = JSONField(decoder=_Exact)


class _Joined(JSONObject):
    """Whole rows of several tables by name."""

    output_field = EXACT


class _Whole(Func):
    """The whole row of the table where a column stands, but its bytes; null where there is none."""

    output_field = EXACT

    def __init__(self, path: str, model: type[Model]) -> None:
        other = next(f for f in model._meta.concrete_fields if not f.primary_key)
        super().__init__(F(f"{path}{other.attname}"))
        self.left_out = [f.column for f in model._meta.concrete_fields if _is_bytes(f)]

    def as_sql(self, compiler: Any, *_: Any, **__: Any) -> Any:
        column: Any = self.get_source_expressions()[0]
        parts = [f"to_jsonb({compiler.quote_name_unless_alias(column.alias)})"]
        return " - ".join([*parts, *("%s::text" for _ in self.left_out)]), tuple(self.left_out)


def read_together(owner: Model, names: Names) -> None:
    """Read the rows of these relations of `owner` in one statement and keep them with it.

    `names`: a relation, or the relation of one named before it ("drawdowns__payments"), with the
    rows to join. `owner.drawdowns.all()` is then what was read, as after prefetch_related; a column
    of bytes is left where it is. Only for looking: what writes reads its own rows under its lock.
    """
    wanted = {
        name: _rows_below(owner, name).select_related(*(joined or NO_JOIN))
        for name, joined in names.items()
    }
    parts = {f"of_{name}": _as_json(rows) for name, rows in wanted.items()}
    model: Any = type(owner)
    found = model._base_manager.filter(pk=owner.pk).order_by().values(**parts).get()
    read: dict[str, list[Any]] = {"": [owner]}
    for name, rows in wanted.items():
        joins = _joins(rows)
        read[name] = [_row(rows.model, columns, joins) for columns in found[f"of_{name}"]]
        _keep(read[name.rpartition(PATH)[0]], _relation(type(owner), name)[0], read[name])


def rows_read(owner: Model, name: str) -> Sequence[Any] | None:
    """The rows of a relation that were read together with `owner`; None where none were."""
    kept: Sequence[Any] | None = getattr(owner, "_prefetched_objects_cache", {}).get(name)
    return kept


def rows_of(owner: Model, name: str, *joined: str) -> Iterable[Any]:
    """The rows of a relation: those read together with `owner`, else asked for with `joined`."""
    read = rows_read(owner, name)
    return _rows_below(owner, name).select_related(*(joined or NO_JOIN)) if read is None else read


def _is_bytes(field: Any) -> bool:
    return isinstance(field, BinaryField)


def _relation(model: Any, name: str) -> tuple[Any, str]:
    """A relation of a model, of one of its relations, and so on; and the way back from there."""
    back: list[str] = []
    for part in name.split(PATH):
        relation: Any = model._meta.get_field(part)
        model = relation.related_model
        back.insert(0, relation.remote_field.name)
    return relation, PATH.join(back)


def _rows_below(owner: Any, name: str) -> QuerySet[Any]:
    relation, back = _relation(type(owner), name)
    if relation.many_to_many:
        rows: QuerySet[Any] = getattr(owner, name).all()
        return rows
    found: QuerySet[Any] = relation.related_model._default_manager.filter(**{back: owner})
    return found


def _joins(rows: QuerySet[Any]) -> Joins:
    joins: Any = rows.query.select_related
    return joins or {}


def _as_json(rows: QuerySet[Any]) -> ArraySubquery:
    """Each row with what it is joined with: by the path of the join, "" for the row itself."""
    paths = dict(_paths(rows.model, _joins(rows)))
    whole = {path or "own": _Whole(path, model) for path, model in paths.items()}
    return ArraySubquery(rows.select_related(None).values(of_row=_Joined(**whole)))


def _paths(model: type[Model], joins: Joins, path: str = "") -> Iterator[tuple[str, type[Model]]]:
    yield path, model
    for name, further in joins.items():
        target: Any = model._meta.get_field(name).related_model
        yield from _paths(target, further, f"{path}{name}{PATH}")


def _row(model: type[Model], columns: Mapping[str, Any], joins: Joins, path: str = "") -> Any:
    values = columns[path or "own"]
    if values is None:
        return None
    fields = [f for f in model._meta.concrete_fields if f.column in values]
    row: Any = model.from_db(
        None, [f.attname for f in fields], [f.to_python(values[f.column]) for f in fields]
    )
    for name, further in joins.items():
        field: Any = model._meta.get_field(name)
        joined = _row(field.related_model, columns, further, f"{path}{name}{PATH}")
        field.set_cached_value(row, joined)
    return row


def _keep(owners: Sequence[Any], relation: Any, rows: Sequence[Any]) -> None:
    """Keep the rows with those they stand below, where prefetch_related would keep them."""
    by_owner: dict[Any, list[Any]] = defaultdict(list)
    if relation.many_to_many:  # of the one owner alone
        by_owner[owners[0].pk] = [*rows]
    else:
        for row in rows:
            by_owner[getattr(row, relation.field.attname)].append(row)
    for owner in owners:
        own = by_owner[owner.pk]
        if not relation.many_to_many:
            for row in own:
                relation.field.set_cached_value(row, owner)
        kept = own if relation.one_to_one else _as_read(getattr(owner, relation.name), own)
        owner.__dict__.setdefault("_prefetched_objects_cache", {})[relation.name] = kept


def _as_read(manager: Any, rows: list[Any]) -> QuerySet[Any]:
    """The rows of a manager, which asks for them no more."""
    known: Any = manager.get_queryset()
    known._result_cache, known._prefetch_done = rows, True
    rows_known: QuerySet[Any] = known
    return rows_known
