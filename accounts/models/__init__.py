"""Users, the roles they hold, what two people change, and the security log."""

from __future__ import annotations

from accounts.models.change import PendingChange
from accounts.models.role import RoleAssignment
from accounts.models.security import SecurityEvent
from accounts.models.user import IDENTITY, SECOND_FACTOR, User

__all__ = ["IDENTITY", "SECOND_FACTOR", "PendingChange", "RoleAssignment", "SecurityEvent", "User"]
