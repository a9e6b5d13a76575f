"""A refusal read whole: its field, its code and its sentence, or by its code alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from core.errors import RuleError


def says_no(act: Callable[[], object], field: str | None, code: str, said: str) -> None:
    """The act is refused for the field, with the code and a sentence that begins so.

    Sentences as they stand in the code come with the fixture `untranslated`.
    """
    with pytest.raises(RuleError) as refusal, transaction.atomic():
        act()
    error = refusal.value
    assert (error.field, error.code) == (field, code), error.message
    assert error.message.startswith(said), error.message


def code(act: Callable[[], object]) -> str:
    """The code of the refusal, or nothing where it is done."""
    try:
        with transaction.atomic():
            act()
    except RuleError as error:
        return error.code
    return ""
