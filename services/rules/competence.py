"""Who is competent for a service: the rule for one body, and the same one as SQL for tables."""

from __future__ import annotations

MUNICIPALITY_LEVEL = frozenset({"municipality", "town", "independent_city"})
DISTRICT_LEVEL = frozenset({"district", "independent_city"})

# Over a body `m` and a competence `c`.
COMPETENT = """CASE c.level
    WHEN 'municipality' THEN m.kind IN ('municipality', 'town', 'independent_city')
    WHEN 'district' THEN m.kind IN ('district', 'independent_city')
    WHEN 'district_and_special_status'
        THEN m.kind IN ('district', 'independent_city') OR m.special_status
    ELSE FALSE END"""


def is_competent(level: str, kind: str, *, special_status: bool) -> bool:
    """Whether a body of `kind` executes a service of competence `level`.

    Source: docs/rules/counting.md, "Zuständigkeit".
    """
    if level == "municipality":
        return kind in MUNICIPALITY_LEVEL
    if level == "district":
        return kind in DISTRICT_LEVEL
    if level == "district_and_special_status":
        return kind in DISTRICT_LEVEL or special_status
    return False
