"""Who reads: a person in a role, or the command line, run by those who run the server."""

from __future__ import annotations

from accounts.queries import Viewer, roles_of
from core.database.text_keys import sort_key


class EveryRow:
    """Stands in for a user where a report is made on the console: sees what auditors see."""

    is_active = True
    is_authenticated = True
    pk = None

    def has_perm(self, permission: str, obj: object = None) -> bool:
        return True


def author_of(user: Viewer | None) -> str:
    """The roles of the person in words, as a German directory sorts; "" for nobody."""
    return ", ".join(sorted((str(role.label) for role in roles_of(user)), key=sort_key))
