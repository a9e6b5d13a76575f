"""People and roles, and four eyes on both."""

from __future__ import annotations

from accounts.admin.barrier import BarrierReportAdmin
from accounts.admin.pending import PendingChangeAdmin
from accounts.admin.role import RoleAssignmentAdmin
from accounts.admin.security import SecurityEventAdmin
from accounts.admin.user import UserAdmin

__all__ = [
    "BarrierReportAdmin",
    "PendingChangeAdmin",
    "RoleAssignmentAdmin",
    "SecurityEventAdmin",
    "UserAdmin",
]
