"""What every page says about demo data and the ways in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.sign_in.demo import demo_logins, has_demo_data


def demo(request: HttpRequest) -> dict[str, Any]:
    """`demo_data` for the banner, the rest for the sign-in page; asked only where used."""
    return {
        "demo_data": SimpleLazyObject(has_demo_data),
        "demo_logins": SimpleLazyObject(demo_logins),
        "identity_provider": settings.IDENTITY_PROVIDER,
    }
