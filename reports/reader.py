"""Who reads when no person does: the command line, run by those who run the server."""

from __future__ import annotations


class EveryRow:
    """Stands in for a user where a report is made on the console: sees what auditors see."""

    is_active = True
    is_authenticated = True
    pk = None

    def has_perm(self, permission: str, obj: object = None) -> bool:
        return True
