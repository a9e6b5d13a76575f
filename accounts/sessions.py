"""Sessions in the database, whose end every click moves: by one statement, in no transaction."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError


class SessionStore(db.SessionStore):
    """Django's, but for the saving of a session that is there already."""

    def save(self, must_create: bool = False) -> None:
        """Keep the session. Raises UpdateError where it was ended meanwhile."""
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
            return
        kept = self.create_model_instance(dict(self.items()))
        changed = {"session_data": kept.session_data, "expire_date": kept.expire_date}
        if not self.model.objects.filter(pk=kept.pk).update(**changed):
            raise UpdateError
