"""Passwords that are guessed first in German offices are refused, in whatever dress.

Guessing programs try words, names, months and rows of keys with a year, digits or signs around
them. So those are taken off, and what is left must not be made of such words alone.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = Path(__file__).with_name("passwords_de.txt")
LEAST_DIFFERENT = 5
DRESS = {"@": "a", "4": "a", "0": "o", "3": "e", "$": "s", "5": "s", "!": "i"}
AS_LETTERS = [str.maketrans(DRESS | {"1": letter}) for letter in "il"]
AROUND = re.compile(r"[\W\d_]*$")
LETTERS = re.compile(r"[^\W\d_]+")
REPEATED = re.compile(r"(.{1,6}?)\1+")


class GermanPasswordValidator:
    """Refuses passwords of common words, names, rows of keys, repetitions and few characters."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError where a guessing program would soon have it."""
        if is_guessed_soon(password):
            message = _(
                "This password is guessed soon: it is made of common words, names, rows of keys "
                "or repetitions. Take several words that do not belong together."
            )
            raise ValidationError(message, code="password_guessed_soon")

    def get_help_text(self) -> str:
        return _(
            "Common words, names, places, months and rows of keys do not make a password, not "
            "even with a year behind them. Several words that do not belong together do."
        )


def is_guessed_soon(password: str) -> bool:
    """Whether the password is common words or keys, digits and signs left aside."""
    plain = password.casefold()
    if len(set(plain)) < LEAST_DIFFERENT:
        return True
    bare = AROUND.sub("", plain)  # what follows the word is a year or a sign, no letter
    return any(_is_common(text) for text in (plain, *(bare.translate(t) for t in AS_LETTERS)))


def _is_common(text: str) -> bool:
    letters = "".join(LETTERS.findall(text))
    if not letters:
        return True  # digits and signs alone
    unit = REPEATED.fullmatch(letters)
    core = unit[1] if unit else letters
    if len(set(core)) < LEAST_DIFFERENT - 1:
        return True
    return bool(_made_of_words().fullmatch(letters)) or core in _known_everywhere()


@cache
def _made_of_words() -> re.Pattern[str]:
    words = sorted(set(WORDS.read_text("utf-8").casefold().split()), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, words))})+")


@cache
def _known_everywhere() -> frozenset[str]:
    """The 20,000 most used passwords that Django brings along."""
    return frozenset(CommonPasswordValidator().passwords)
