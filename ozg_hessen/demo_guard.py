"""Production does not open its doors on a database that was a demo."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from accounts.models import User
from accounts.sign_in.demo import has_demo_data


def refuse_demo_in_production() -> None:
    """Raise ImproperlyConfigured where production would serve demo data or demo accounts.

    Their passwords are public. A database that does not answer is told by /health/ and `status`.
    """
    if not settings.PRODUCTION:
        return
    try:
        found = has_demo_data() or User.objects.filter(is_demo=True, is_active=True).exists()
    except DatabaseError:
        return
    if found:
        raise ImproperlyConfigured(
            "OZG_ENV=production, and the database holds demo data or demo accounts, whose "
            "passwords are public. Begin with an empty database (docs/operations.md)."
        )
