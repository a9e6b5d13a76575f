"""Random questions to a report: a day, filters and columns out of what a person is offered."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.choices import flatten_choices

from accounts.models import User
from reports.making import COLUMNS, form_of

DAYS = ("", "2026-11-23", "2026-11-22", "2026-06-30", "2024-03-01", "2020-01-01")
TYPED: dict[type[forms.Field], list[str]] = {
    forms.DateField: ["2027-01-01", *DAYS[1:]],
    forms.IntegerField: ["2024", "2025", "2026", "2027"],
}

Query = dict[str, str | list[str]]


@dataclass(frozen=True)
class Questions:
    """Asks with `chance`; `known` says by the name of a filter what has rows."""

    chance: random.Random
    known: dict[str, set[str]]

    def ask(self, report: Any, user: User) -> Query:
        query: Query = {}
        for name, field in form_of(report, user, None).fields.items():
            offered = self.offered(name, field)
            if name != COLUMNS and offered and self.chance.random() < 0.4:
                query[name] = self.chance.choice(offered)
        form = form_of(report, user, query)
        if form.is_valid() and self.chance.random() < 0.7:
            offered = self.offered(COLUMNS, form.fields[COLUMNS])
            query[COLUMNS] = self.chance.sample(offered, self.chance.randint(1, len(offered)))
        day = self.chance.choice(DAYS)
        return query | ({"stand": day} if day and report.is_dated else {})

    def offered(self, name: str, field: forms.Field) -> list[str]:
        """What may be given: half of the time only what is known to have rows."""
        known = self.known.get(name, set())
        if isinstance(field, forms.ModelChoiceField):
            key = field.to_field_name or "pk"
            rows: Any = field.queryset
            every = [str(getattr(row, key)) for row in rows]
            likely = [value for value in every if value in known]
            return likely if likely and self.chance.random() < 0.5 else every
        typed = [values for kind, values in TYPED.items() if isinstance(field, kind)]
        choices: Any = getattr(field, "choices", [])
        flat: Any = flatten_choices(choices)
        return [str(key) for key, _label in flat if key != ""] or sum(typed, sorted(known))


def has_filter(query: Query) -> bool:
    return bool(query.keys() - {COLUMNS, "stand"})
