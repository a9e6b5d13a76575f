"""Links that are shown to those alone for whom they are open."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser

from core.http.ways import is_open

register = template.Library()


@register.filter
def is_open_to(address: str | None, user: Any) -> bool:
    """Whether there is a page at this address, and it lets the person in; nobody is a stranger."""
    return bool(address) and is_open(address or "", user or AnonymousUser())
