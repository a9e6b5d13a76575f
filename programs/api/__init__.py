"""Programs, cases and the roll-up of the budget over the API."""

from __future__ import annotations

from programs.api.budget import router as budget
from programs.api.grant import router as grants
from programs.api.program import router as programs

__all__ = ["budget", "grants", "programs"]
