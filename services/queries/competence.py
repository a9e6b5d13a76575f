"""Who is competent, as SQL: the same rule as services.rules.is_competent, for whole tables."""

from __future__ import annotations

# Over a body `m` and a competence `c`.
COMPETENT = """CASE c.level
    WHEN 'municipality' THEN m.kind IN ('municipality', 'town', 'independent_city')
    WHEN 'district' THEN m.kind IN ('district', 'independent_city')
    WHEN 'district_and_special_status'
        THEN m.kind IN ('district', 'independent_city') OR m.special_status
    ELSE FALSE END"""
