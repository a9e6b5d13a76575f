"""The version of what a page shows, so that nobody signs or overwrites what they have not seen.

A version covers a row and its parts: the models say which, as `version_parts`. It is computed from
the rows themselves, so no door can change them without changing it. Pages carry it signed; the
writer compares it under a lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.core import signing
from django.db import connection
from django.db.models import Aggregate, CharField, F, Field, Model, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_moment
from core.history import StoredChange, changes, history_of, history_with_parts

SALT = "core.sending.versions"
DIGITS = 12
SHOWN_CHANGES = 12


class _Rows(Aggregate):
    """One digest for many rows, whatever their order."""

    template = (
        "md5(string_agg(ROW(%(expressions)s)::text, chr(10)"
        ' ORDER BY ROW(%(expressions)s)::text COLLATE "C"))'
    )
    output_field = CharField()


class Changed(RuleError):  # noqa: N818  # reads as a sentence: "except Changed"
    """What was shown has changed since; `lines` say what, by whom and when."""

    CODE = "changed"

    def __init__(self, obj: object, lines: Sequence[str]) -> None:
        text = _(
            "%(entry)s has changed since you opened this page. Nothing was written. Look at what "
            "stands now, then decide again; what you typed is still here."
        )
        super().__init__(text % {"entry": obj}, code=self.CODE)
        self.lines = list(lines)


@dataclass(frozen=True)
class Version:
    """What was shown: digests by model, taken `at` (the clock of the database)."""

    what: str
    digests: dict[str, str]
    at: datetime

    def sign(self) -> str:
        """The version as a page carries it."""
        return signing.dumps([self.what, self.digests, self.at.isoformat()], salt=SALT)

    @classmethod
    def read(cls, token: str) -> Self | None:
        """The version a page carried; None where it is none of ours."""
        try:
            what, digests, at = signing.loads(token, salt=SALT)
        except signing.BadSignature:
            return None
        return cls(what, digests, datetime.fromisoformat(at))


def name_of(obj: Model) -> str:
    return f"{obj._meta.label_lower}:{obj.pk}"


def version_of(obj: Model) -> Version:
    """The version of `obj` with its parts as the database has them now."""
    return versions_of([obj])[obj.pk]


def versions_of(objs: Iterable[Model]) -> dict[Any, Version]:
    """The versions of rows of one model by key; two queries, however many parts they have."""
    rows = list(objs)
    if not rows:
        return {}
    keys = {str(row.pk): row.pk for row in rows}
    digests: dict[Any, dict[str, str]] = {row.pk: {} for row in rows}
    first, *others = (_digests(*part, keys.values()) for part in parts_of(type(rows[0])))
    for name, key, digest in first.union(*others, all=True):
        digests[keys[key]][name] = digest[:DIGITS]
    at = _now()
    return {row.pk: Version(name_of(row), digests[row.pk], at) for row in rows}


def version_of_rows(what: str, rows: QuerySet[Any]) -> Version:
    """The version of rows that have no row above them; `what` names them in words of ours."""
    columns = _columns(rows.model)
    digest = rows.order_by().aggregate(digest=_Rows(*map(F, columns)))["digest"]
    return Version(what, {rows.model._meta.label_lower: (digest or "")[:DIGITS]}, _now())


def lock(obj: Model) -> None:
    """Hold the row that the parts of `obj` stand under, until the commit.

    Others that refer to it are not held up, only those that lock or change it.
    """
    root: Any = obj
    for step in filter(None, getattr(obj, "version_root", "").split("__")):
        root = getattr(root, step)
    locked = type(root)._base_manager.select_for_update(no_key=True)
    list(locked.filter(pk=root.pk).order_by().values_list("pk"))


def check_seen(obj: Model, seen: Version | None) -> None:
    """Lock `obj` and raise Changed unless it stands as it was `seen`; None was never shown."""
    lock(obj)
    now = version_of(obj)
    if seen is None or seen.digests != now.digests:
        raise Changed(obj, [] if seen is None else _differences(obj, seen, now))


def check_rows_seen(now: Version, seen: Version | None, *, entry: str) -> None:
    """Raise Changed unless the rows stand as they were `seen`; the caller holds their lock."""
    if seen is None or seen.digests != now.digests:
        raise Changed(entry, [])


def parts_of(model: type[Model], path: str = "") -> Iterator[tuple[type[Model], str]]:
    """The model itself, its parts and theirs, each with the way back to the key."""
    yield model, path or "pk"
    for field in model._meta.many_to_many:
        through: Any = field.remote_field.through
        yield through, _joined(field.m2m_field_name(), path)
    for name in getattr(model, "version_parts", ()):
        relation: Any = model._meta.get_field(name)
        yield from parts_of(relation.related_model, _joined(relation.field.name, path))


def _joined(name: str, path: str) -> str:
    return f"{name}__{path}" if path else name


def _columns(model: type[Model]) -> list[str]:
    ignored = getattr(model, "version_ignores", ())
    fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)
    return [field.attname for field in fields if field.name not in ignored]


def _digests(part: type[Model], path: str, keys: Iterable[Any]) -> QuerySet[Any, Any]:
    """The rows of a part by the keys above them: name of the part, key as text, digest."""
    rows = part._base_manager.filter(**{f"{path}__in": list(keys)}).order_by()
    name = Value(f"{part._meta.label_lower}/{path}", output_field=CharField())
    keyed = rows.annotate(of_part=name, of_key=Cast(path, CharField())).values("of_part", "of_key")
    digest = _Rows(*map(F, _columns(part)))
    found: QuerySet[Any, Any] = keyed.annotate(of_rows=digest)
    return found.values_list("of_part", "of_key", "of_rows")


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0]
        return at


def _differences(obj: Model, seen: Version, now: Version) -> list[str]:
    """What changed since, newest first: from the history, else by the name of the part."""
    changed = {
        name.split("/")[0]
        for name in {*seen.digests, *now.digests}
        if seen.digests.get(name) != now.digests.get(name)
    }
    models = {label: apps.get_model(label) for label in sorted(changed)}
    told: set[str] = set()
    lines: list[str] = []
    own = name_of(obj).split(":", maxsplit=1)[0]
    for label, model in models.items():
        history = history_of(obj) if label == own else history_with_parts(obj)
        events = history.filter(pgh_obj_model=model._meta.label)
        since = list(events.filter(pgh_created_at__gt=seen.at)[:SHOWN_CHANGES]) or events[:1]
        for change in changes(since):
            told.add(label)
            lines.append(in_words(change))
    untold = [models[label] for label in models if label not in told]
    return lines + [
        _("%(part)s: changed") % {"part": model._meta.verbose_name_plural} for model in untold
    ]


def in_words(change: StoredChange) -> str:
    """A change in one line: when, who, what, old and new values."""
    values = ", ".join(
        _("%(label)s: “%(old)s” → “%(new)s”")
        % {"label": value.label, "old": value.old or "–", "new": value.new or "–"}
        for value in change.values
    )
    text = _("%(at)s, %(who)s: %(what)s %(done)s. %(values)s")
    return text % {
        "at": format_moment(change.at),
        "who": change.user or _("the system"),
        "what": change.what,
        "done": change.label,
        "values": values,
    }
