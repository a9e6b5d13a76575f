"""The administration of money, one file per part of it."""

from __future__ import annotations

from programs.admin import budget, catalogue, grant, ledger

__all__ = ["budget", "catalogue", "grant", "ledger"]
