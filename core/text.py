"""Texts that people type, paste and import: in one line, without characters nobody can see."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.imports.cells import has_control_characters


def refuse_lines(text: Any) -> None:
    """Raise ValidationError if `text` holds a line break or a control character but the tab."""
    if isinstance(text, str) and has_control_characters(text):
        raise ValidationError(
            _("A line break or a control character stands in the text. Write it in one line."),
            code="one_line",
        )


def in_one_line(text: str) -> str:
    """The words of `text` with single spaces between them: for what strangers send."""
    words = "".join(char if char.isprintable() else " " for char in text).split()
    return " ".join(words)
