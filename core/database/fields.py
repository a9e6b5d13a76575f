"""Fields of models: an amount of money and a key to sort by have one shape everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.database.text_keys import sort_key
from core.errors import RuleError
from core.imports.cells import has_control_characters, has_unseen
from core.money import check_eur
from core.text import refuse_lines

# As PostgreSQL writes what core.text refuses: C0 and C1 without the tab, DEL, line and paragraph.
ENDS_A_LINE = r"[\u0001-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029]"

# django-stubs fills these in: what may be assigned, and what is read (None where null=True).
_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)


class EurField(models.DecimalField[_ST, _GT]):
    """Euros and cents, exact: Decimal(14, 2). Migrations see a plain DecimalField."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"], kwargs["decimal_places"] = 14, 2
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """As Django prepares it. Raises RuleError for what is no amount in euros and cents."""
        if isinstance(value, Decimal):
            check_eur(value, field=self.name)
        return super().get_db_prep_save(value, connection)


class OneLineField(models.CharField[_ST, _GT]):
    """A text in one line: neither a form nor the database takes a control character but the tab.

    A line break would end a subject of a mail, and some other one makes a workbook unreadable.
    Whoever saves one is told so in words, whichever way the text came.
    """

    default_validators = [refuse_lines]

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """As Django prepares it. Raises RuleError for a line break or a control character."""
        check_text(value, field=self)
        return super().get_db_prep_save(value, connection)

    def db_check(self, connection: Any) -> str:
        return f"{connection.ops.quote_name(self.column)} !~ '{ENDS_A_LINE}'"


class ManyLinesField(models.TextField[_ST, _GT]):
    """A text of several lines, without other control characters. Migrations see a TextField."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """As Django prepares it. Raises RuleError for a control character."""
        check_text(value, field=self, lines=True)
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class FewLinesField(models.CharField[_ST, _GT]):
    """A reason or remark: several lines, but no more than so many characters."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """As Django prepares it. Raises RuleError for a control character."""
        check_text(value, field=self, lines=True)
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def check_text(text: Any, *, field: models.Field[Any, Any], lines: bool = False) -> None:
    """Raise RuleError on the field if `text` has what nobody can see or is too long for it.

    Breaks may be if `lines`. Forms say so themselves; this is what actions, imports and commands
    are told.
    """
    if not isinstance(text, str):
        return
    label = capfirst(str(field.verbose_name))
    if field.max_length is not None and len(text) > field.max_length:
        message = _("%(field)s: the text has %(length)s characters. Shorten it to %(longest)s.")
        values = {"field": label, "length": len(text), "longest": field.max_length}
        raise RuleError(message % values, field=field.name, code="too_long")
    if not has_unseen(text, lines=lines):
        return
    said = (
        _("%(field)s: a line break or a control character stands in the text.")
        if not lines and has_control_characters(text)
        else _("%(field)s: characters stand in the text that cannot be seen. Type it anew.")
    )
    raise RuleError(said % {"field": label}, field=field.name, code="control_characters")


class SortKeyField(models.CharField[str, str]):
    """The stored DIN 5007-1 key of the text field `of`, written whenever its row is.

    core.tables.ordering sorts by it in place of the text. Migrations see a plain CharField.
    """

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = sort_key(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, key)
        return key

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Nothing is asked of it: what stands in it follows from the text."""
        return value

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clone(self) -> SortKeyField:
        """A copy as models.Field makes it, which does not know `of` from deconstruct."""
        _name, _path, args, kwargs = self.deconstruct()
        return SortKeyField(*args, of=self.of, **kwargs)
