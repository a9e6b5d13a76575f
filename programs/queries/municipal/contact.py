"""Whom to ask about a program or a case: data of the program, and who works on the case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.text import only_digits
from programs.models import Grant, Program


@dataclass(frozen=True)
class Contact:
    """Who answers, as far as it is known; `officer` is who works on the case."""

    name: str
    email: str
    phone: str
    authority: str
    officer: str = ""

    @property
    def tel(self) -> str:
        """The number as a telephone dials it."""
        return "".join(char for char in self.phone if only_digits(char) or char == "+")


def contact_of_program(program: Program, *, officer: str = "") -> Contact | None:
    """Whom municipalities ask; None where nobody is named."""
    told = _told(program)
    if not any((*told, officer)):
        return None
    return Contact(*told, str(program.granting_authority or program.policy_owner or ""), officer)


def contacts_of(programs: Iterable[Program]) -> list[tuple[Program, Contact]]:
    """The programs that name whom to ask, each once and by name, with the contact; no query."""
    each = sorted(set(programs), key=lambda program: (program.name, program.pk))
    return [
        (program, Contact(*told, authority="")) for program in each if any(told := _told(program))
    ]


def _told(program: Program) -> tuple[str, str, str]:
    return program.contact_name, program.contact_email, program.contact_phone


def contact_of_case(grant: Grant) -> Contact | None:
    """The contact of the program with the officer of the case, where there is one."""
    officer = grant.officer.get_full_name() if grant.officer else ""
    return contact_of_program(grant.program, officer=officer)
