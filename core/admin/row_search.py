"""Fields in which a row is searched for as one types; what can be no key is no row, not a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.core.exceptions import ValidationError

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


class RowsSearch(_KeysOnly, AutocompleteSelectMultiple):
    """Several rows."""
