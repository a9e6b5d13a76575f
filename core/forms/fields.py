"""Form fields that read what officers type: German amounts and days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import RuleError
from core.formats import NBSP, format_day, format_eur, format_rate
from core.forms.days import FIRST_DAY, YEARS_AHEAD, check_plausible
from core.imports.cells import has_unseen
from core.money import parse_eur, parse_number
from core.percent import parse_percent

# For fields whose choices are rows: Django's own text names neither the value nor a way out.
UNKNOWN_ROW = {
    "invalid_choice": _(
        "There is no “%(value)s” here. Check the key or choose an entry of the list."
    )
}


def refuse_control_characters(text: Any) -> None:
    """Raise ValidationError for characters that cannot be seen; tabs and line breaks may be.

    Word processors paste them, and one of them makes a mail or a whole workbook unreadable. What
    consists of nothing that can be seen is no text; lists of numbers are read by their own field.
    """
    if not isinstance(text, str):
        return
    if has_unseen(text, lines=True):
        raise forms.ValidationError(
            _("The text has characters that cannot be seen. Type it, or paste it as plain text."),
            code="control_characters",
        )


class FirstChoiceField(forms.ChoiceField):
    """A choice that need not be made: without one, the first of the list counts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """The key that was chosen, or the first."""
        choices: Any = self.choices
        return super().clean(value) or next(iter(choices))[0]


class EuroField(forms.Field):
    """An amount in euros as a Decimal, exact to the cent; None where left empty.

    Shows and reads "25.000,00"; "1.234" is refused with both readings.
    """

    def __init__(self, *, max_digits: int = 14, decimal_places: int = 2, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"inputmode": "decimal", "class": "vEuro", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """German notation for stored amounts; what was typed stays as it was."""
        if not isinstance(value, Decimal):
            return value
        return format_eur(value).split(NBSP)[0].replace("\u2212", "-")

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return parse_eur(str(value))
        except RuleError as error:
            raise forms.ValidationError(error.message, code=error.code) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except forms.ValidationError:
            return True


class PercentField(forms.Field):
    """A rate as a share, 0.80 for 80 %; None where left empty.

    Shows "80 %" and reads "80", "80 %" and "80,5 %"; "0,8" is refused with both readings.
    """

    def __init__(self, *, max_digits: int = 5, decimal_places: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput)
        super().__init__(**kwargs)
        self.places = decimal_places - 2

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"class": "vPercent", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """Percent for stored rates; what was typed stays as it was."""
        return format_rate(value).replace(NBSP, " ") if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return parse_percent(str(value), places=self.places)
        except RuleError as error:
            raise forms.ValidationError(error.message, code=error.code) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except forms.ValidationError:
            return True


class NumberField(forms.DecimalField):
    """A number that is no amount of money; "1.234" is refused with both readings."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as in Django
        return super().to_python(_number(value, places=self.decimal_places or 0))


class CountField(forms.IntegerField):
    """A whole number; "1.234" is refused with both readings, and "1.000" is not 1."""

    def to_python(self, value: Any) -> int | None:
        number = _number(value, places=0)
        if not isinstance(number, Decimal):
            return super().to_python(number)
        if number != number.to_integral_value():
            raise forms.ValidationError(
                _("“%(value)s” is no whole number. Write it without decimals."),
                code="invalid",
                params={"value": value},
            )
        return int(number)


def _number(value: Any, *, places: int) -> Any:
    """What a text says as a Decimal; anything else, and an empty text, as it is."""
    if not isinstance(value, str) or not value.strip():
        return value
    try:
        return parse_number(value, places=places)
    except RuleError as error:
        raise forms.ValidationError(error.message, code=error.code) from error


class LinesField(forms.Field):
    """A list of texts, one per line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        for line in value:
            refuse_control_characters(line)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class DayField(forms.DateField):
    """A day, written 31.12.2026 or 2026-12-31; a day that does not exist is named as such.

    Refused are days before `first` and those more than `years_ahead` after today; with 0 years it
    is a day on which something happened.
    """

    default_error_messages = {
        "invalid": _("“%(value)s” is no day of the calendar. Write it like 31.12.2026.")
    }

    def __init__(
        self, *, first: date = FIRST_DAY, years_ahead: int = YEARS_AHEAD, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.first, self.years_ahead = first, years_ahead

    def prepare_value(self, value: Any) -> Any:
        return format_day(value) if isinstance(value, date) else value

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value in self.empty_values:
            return
        try:
            self.check_day(value)
        except RuleError as error:
            raise forms.ValidationError(error.message, code=error.code) from error

    def check_day(self, day: date) -> None:
        """Raise RuleError if nobody can mean `day` here."""
        today = timezone.localdate()
        check_plausible(day, today=today, first=self.first, years_ahead=self.years_ahead)

    def to_python(self, value: Any) -> date | None:
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": value}
            ) from error
