"""What guessing programs try first is refused; a phrase of several words is not."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError

from accounts.sign_in.passwords import is_guessed_soon

WEAK = [
    "aaaaaaaaaaaa",
    "passwort1234",
    "Passwort2026!",
    "Hessen2026!!!",
    "qwertzuiop12",
    "hallohallo12",
    "Sommer2026!!",
    "ozg-hessen-demo",
    "P@ssw0rt2026!",
    "SommerHessen26",
    "Eintracht1899!",
    "1234567890123",
    "abcabcabcabc",
    "MichaelSabine1970",
    "Weihnachten-2026",
    "!!Frankfurt!!2026",
    "asdfghjklö12",
    "W1llk0mmen2026",
    "Test-Test-Test-1",
    "Geheim.Geheim.1",
    "ichliebedich1",
    "Januar/Februar/26",
]
STRONG = [
    "ein langes Passwort",
    "ein neues langes Passwort",
    "Bagger tauscht Nebel",
    "kq7!vLm2#xWz9",
    "Hessen mag krumme Bagger",
    "Zaunkönig im Regenfass",
]


@pytest.mark.parametrize("password", WEAK)
def test_password_that_is_guessed_soon_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)
    assert is_guessed_soon(password)


@pytest.mark.parametrize("password", STRONG)
def test_password_of_several_words_is_taken(password: str) -> None:
    validate_password(password)


def test_password_has_twelve_characters() -> None:
    validate_password("Nebelbaggern")
    with pytest.raises(ValidationError):
        validate_password("Nebelbagger")


@pytest.mark.parametrize(("password", "is_weak"), [("kqvxkqvxqxkv", True), ("kqvxkqvxyxkq", False)])
def test_password_has_five_different_characters(password: str, is_weak: bool) -> None:
    assert is_guessed_soon(password) is is_weak


def test_help_says_what_makes_a_password() -> None:
    assert any("Wörter" in text for text in password_validators_help_texts())
