"""Where rows of reports on money lead to: a case, a program, the cases behind a sum."""

from __future__ import annotations

from core.http.ways import narrowed
from programs.models import Grant, Program

CASES = "programs:case_list"


def case_url(key: int) -> str:
    return Grant(pk=key).get_absolute_url()


def program_url(code: str) -> str:
    return Program(code=code).get_absolute_url()


def cases_of_year(code: str, fiscal_year: object) -> str:
    """The cases with a commitment on a line of the program and the year."""
    return narrowed(CASES, programm=code, haushaltsjahr=fiscal_year)


def cases_decided_in(code: str, year: object) -> str:
    """The cases of the program with a decision of the year."""
    return narrowed(CASES, programm=code, jahr=year)


def cases_about(code: str, subject: str) -> str:
    """The cases of the program that name the subject."""
    return narrowed(CASES, programm=code, q=subject)


def program_codes() -> dict[str, str]:
    """The code of each program by its name, which is unique; one query."""
    return dict(Program.objects.values_list("name", "code"))
