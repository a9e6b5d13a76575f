"""What came back and what was undone, on the page of the case."""

from __future__ import annotations

from core.admin.base import ReadOnlyInline
from programs.models import Correction, ProposalReturn


class ReturnInline(ReadOnlyInline):
    """Why proposals of the case came back; the first thing an officer reads."""

    model = ProposalReturn
    fields = ("returned_at", "subject", "amount_eur", "reason", "returned_by", "is_withdrawn")
    readonly_fields = fields


class CorrectionInline(ReadOnlyInline):
    """What was undone in the case, why and by whom."""

    model = Correction
    fields = ("subject", "reason", "prepared_by", "prepared_at", "approved_by", "approved_at")
    readonly_fields = fields
