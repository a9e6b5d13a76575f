"""Errors that a person reads: they name the place, the value and the remedy."""

from __future__ import annotations


class RuleError(Exception):
    """A rule of the domain says no.

    `message` is a translated sentence with value and remedy; `field` names the form field,
    column or parameter it belongs to, so that forms, imports and commands can point at it.
    """

    def __init__(self, message: str, *, field: str | None = None, code: str = "rule") -> None:
        super().__init__(message)
        self.message = str(message)
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return self.message
