"""What the pages of a case know about it before it is saved: its program and the directive."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone

from core.text import only_digits
from programs.models import Directive, Grant, Program
from programs.queries.directive import directive_on

IN_PARTICIPATIONS = frozenset({"participations", "shares"})
MOST_OFTEN = 4  # partners of a cooperation
IN_TRANCHES = frozenset({"tranches", "amount_eur"})


@dataclass(frozen=True)
class Case:
    """The program a form is about and the directive in force."""

    program: Program | None
    directive: Directive | None

    @property
    def share_eur(self) -> Decimal | None:
        """The directive's rate per partner, offered for each new partner."""
        return self.directive.per_partner_eur if self.directive else None

    @property
    def partners(self) -> int:
        """How many partner rows an empty form offers."""
        if self.program is None:
            return MOST_OFTEN
        least = self.directive.min_partners if self.directive else None
        return least + 1 if least else 2


def case_of(request: HttpRequest, grant: Grant | None) -> Case:
    """The case of a grant, for a new one that of the program chosen so far."""
    program: Program | None
    if grant is not None and grant.program_id:
        program = grant.program
    else:
        chosen = request.POST.get("program") or request.GET.get("program") or ""
        program = Program.objects.filter(pk=chosen).first() if only_digits(chosen) else None
    directive = grant.directive if grant is not None else None
    if directive is None and program is not None:
        received = grant.received_on if grant is not None else None
        day = received or timezone.localdate()
        directive = directive_on(program, day)
    return Case(program, directive)
