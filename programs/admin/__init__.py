"""The administration of money, one file per part of it."""

from __future__ import annotations

from programs.admin.grant import GrantAdmin

__all__ = ["GrantAdmin"]
