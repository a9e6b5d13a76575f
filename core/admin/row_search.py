"""Fields in which a row is searched for as one types; what can be no key is no row, not a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.core.exceptions import ValidationError
from django.db.models import Model

if TYPE_CHECKING:
    Base = AutocompleteMixin
else:
    Base = object


class _KeysOnly(Base):
    """Asks the database for keys alone; Django's own asks for whatever was sent, and fails."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [key for key in value if self._can_be_a_key(key)], attr)

    def _can_be_a_key(self, key: Any) -> bool:
        if key in ("", None):
            return True
        relation: Any = self.field
        target = relation.target_field
        try:
            target.clean(target.to_python(key), None)
        except ValidationError:
            return False
        return "\0" not in str(key)


class RowSearch(_KeysOnly, AutocompleteSelect):
    """One row."""

    fetched: Model | None = None

    def remember(self, owner: Model, name: str) -> None:
        """Take the row `name` of `owner` for what it is, if it was fetched with its owner."""
        if owner._meta.get_field(name).is_cached(owner):  # type: ignore[union-attr]  # a foreign key
            self.fetched = getattr(owner, name)

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """The chosen row and an empty one; nothing is asked for a row that is at hand."""
        relation: Any = self.field
        at_hand = self.fetched
        if at_hand is None or [str(getattr(at_hand, relation.target_field.attname))] != [*value]:
            return super().optgroups(name, value, attr)
        choices: Any = self.choices
        texts = [(value[0], choices.field.label_from_instance(at_hand))]
        if not self.is_required:
            texts.insert(0, ("", ""))
        options = [
            self.create_option(name, key, text, bool(key), place)
            for place, (key, text) in enumerate(texts)
        ]
        return [(None, options, 0)]


class RowsSearch(_KeysOnly, AutocompleteSelectMultiple):
    """Several rows."""
