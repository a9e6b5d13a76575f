"""What a decision says: the case and its directive, copied when it is proposed."""

from __future__ import annotations

from typing import Any

from programs.choices import FinancingType
from programs.models import Grant


def contents_of(case: Grant) -> dict[str, Any]:
    """The contents of a decision on the case, by field of Decision.

    Without a purpose of its own the project's title is the purpose; where the directive knows
    one financing type only, it is that. Source: VV to § 44 LHO Nr. 4.2 (docs/rules/application.md).
    """
    directive = case.directive
    contents: dict[str, Any] = {
        "purpose": case.purpose or case.title,
        "financing_type": financing_type_of(case),
        "funding_rate": case.funding_rate,
        "eligible_eur": case.eligible_eur,
        "own_eur": case.own_eur,
        "third_party_eur": case.third_party_eur,
        "period_start": case.period_start,
        "period_end": case.period_end,
    }
    if directive is not None:
        contents |= {
            "legal_basis": directive.legal_basis or f"{case.program}: {directive.version}",
            "conditions_version": directive.conditions_version,
            "appeal_notice": directive.appeal_notice,
            "publication_note": directive.publication_note,
        }
    return contents


def financing_type_of(case: Grant) -> str:
    """The financing type of the case, or the only one its directive knows; "" for none."""
    allowed = case.directive.financing_types if case.directive else []
    only = FinancingType(allowed[0]).value if len(allowed) == 1 else ""
    return case.financing_type or only
