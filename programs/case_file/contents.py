"""The papers of a case file: its rows by kind, its history, and the files that were handed in.

Whatever the model of the case calls its parts is in it, so a new part needs no line here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model
from django.utils.translation import gettext as _
from pghistory.models import Events

from accounts.models import User
from core.formats import format_day, format_eur
from core.history import changes
from core.sending.versions import parts_of
from programs.models import Grant, HandIn, LedgerEntry, Letter, StateDay

# Rows that belong to a case and are no part of what is signed, with the way to the case.
BESIDE: tuple[tuple[type[Model], str], ...] = (
    (LedgerEntry, "grant"),
    (StateDay, "grant"),
    (HandIn, "grant"),
    (Letter, "grant"),
)


@dataclass(frozen=True)
class CasePaper:
    """A paper of the file: where it lies in it, what it is, and its content."""

    path: str
    title: str
    content: bytes
    original: str = ""


def papers_of(grant: Grant) -> list[CasePaper]:
    """Every paper of the case, in the order of its path; the same for the same data."""
    rows = dict(_rows(grant))
    papers = [_table(model, found) for model, found in rows.items() if found]
    papers.append(_history([row for found in rows.values() for row in found]))
    papers += [
        CasePaper(f"schreiben/{letter.number:03}.{file.format}", str(letter), bytes(file.content))
        for letter in rows[Letter]
        for file in letter.files.all()
    ]
    papers += [
        CasePaper(f"eingaenge/{file.pk}-{file.name}", file.label, bytes(file.content), file.name)
        for hand_in in rows[HandIn]
        for file in hand_in.files.all()
    ]
    papers.append(CasePaper("uebersicht.txt", _("Overview"), _overview(grant).encode()))
    return sorted(papers, key=lambda paper: paper.path)


def _rows(grant: Grant) -> Iterator[tuple[type[Model], list[Any]]]:
    """The rows of the case by model, in the order of their keys."""
    ways = [*parts_of(Grant), *BESIDE]
    found: dict[type[Model], list[Any]] = {}
    for model, way in ways:
        rows = model._base_manager.filter(**{way: grant.pk}).order_by("pk").distinct()
        known = found.setdefault(model, [])
        known += [row for row in rows if row not in known]
    yield from found.items()


def _table(model: type[Model], rows: list[Any]) -> CasePaper:
    fields = [field for field in model._meta.concrete_fields if not _is_derived(field)]
    title = str(model._meta.verbose_name_plural)
    content = {
        "was": title,
        "felder": {field.name: str(field.verbose_name) for field in fields},
        "zeilen": [{field.name: _value(row, field) for field in fields} for row in rows],
    }
    return CasePaper(f"vorgang/{model._meta.model_name}.json", title, _json(content))


def _is_derived(field: Field[Any, Any]) -> bool:
    return field.name.startswith(("search_", "sort_"))


def _value(row: Any, field: Field[Any, Any]) -> Any:
    """The value as it is kept; of people the name, of a choice its word beside the key."""
    value = getattr(row, field.attname)
    if field.related_model is User and value is not None:
        return str(getattr(row, field.name))
    if field.choices and value:
        return f"{value} ({getattr(row, f'get_{field.name}_display')()})"
    return value


def _history(rows: list[Any]) -> CasePaper:
    """Every stored change of the rows, the oldest first: when, who, why, old and new values."""
    tracked: Any = Events.objects
    models = {type(row): None for row in rows if _is_tracked(row)}
    events = [
        event
        for model in models  # events are asked for by model
        for event in tracked.tracks(*(row for row in rows if type(row) is model))
    ]
    events.sort(key=lambda event: (event.pgh_created_at, event.pgh_model, event.pgh_id))
    lines = [
        {
            "am": change.at,
            "was": change.what,
            "vorgang": str(change.label),
            "person": change.user,
            "grund": change.reason,
            "werte": {value.label: [value.old, value.new] for value in change.values},
        }
        for change in changes(events)
    ]
    return CasePaper("verlauf.json", _("History"), _json(lines))


def _is_tracked(row: Model) -> bool:
    return any(
        getattr(relation.related_model, "pgh_tracked_model", None) is type(row)
        for relation in row._meta.related_objects
    )


def _overview(grant: Grant) -> str:
    """The case on one page, to be read without any program."""
    lines = [
        f"{grant.file_reference}: {grant.title}",
        f"{grant.program}, {grant.get_state_display()}",
        "",
        *(f"{part.municipality} ({part.municipality_id})" for part in _partners(grant)),
        "",
        *(
            f"{decision.get_kind_display()} {decision.number} {format_day(decision.decided_on)}: "
            f"{format_eur(decision.amount_eur)}"
            for decision in grant.decisions.all()
        ),
        "",
        *(
            f"{format_day(entry.booked_on)} {entry.get_kind_display()} "
            f"{entry.municipality_id or ''}: {format_eur(entry.amount_eur)}"
            for entry in LedgerEntry.objects.filter(grant=grant).order_by("pk")
        ),
    ]
    return "\n".join(lines) + "\n"


def _partners(grant: Grant) -> list[Any]:
    return list(grant.participations.select_related("municipality").order_by("municipality"))


def _json(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    return f"{text}\n".encode()
