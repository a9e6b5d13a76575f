"""What is still missing before a case can be proposed, as its form says from the first minute."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from django.utils import timezone

from programs.admin.grant.inlines import is_open
from programs.models import Directive, Grant
from programs.queries.double_funding import Overlap
from programs.terms.entries import demanded_entries
from programs.terms.readiness import open_points


def points_of(grant: Grant | None, overlaps: Sequence[Overlap]) -> list[str]:
    """What would refuse a proposal today; nothing for a new form and for a decided case."""
    if grant is None or not is_open(grant):
        return []
    stored = copy(grant)  # the checks give it the directive of today
    points = open_points(stored, day=timezone.localdate(), overlaps=overlaps)
    return [point.message for point in points]


def demanded_by(directive: Directive | None) -> list[str]:
    """The entries a directive demands, in words."""
    return [str(e.label) for e in demanded_entries(directive)] if directive is not None else []
