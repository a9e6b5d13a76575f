"""Texts that people type, paste and import: in one line, without characters nobody can see."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.imports.cells import has_control_characters

NOT_IN_A_LINE = re.compile(
    r" *[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
    r"[ \x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]*"
)

MOST_DIGITS = 400  # int() itself refuses more than some thousand


def only_digits(text: str) -> bool:
    """Whether `text` is a number of 0 to 9 alone, which str.isdigit does not tell: "²" is one."""
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def refuse_lines(text: Any) -> None:
    """Raise ValidationError if `text` holds a line break or a control character but the tab."""
    if isinstance(text, str) and has_control_characters(text):
        raise ValidationError(
            _("A line break or a control character stands in the text. Write it in one line."),
            code="one_line",
        )


def in_one_line(text: str) -> str:
    """`text` with a space for every run of breaks and control characters: what strangers send."""
    return NOT_IN_A_LINE.sub(" ", text).strip()
