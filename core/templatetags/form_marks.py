"""What every POST form carries beside its CSRF token: a one-time key, and the versions shown.

A built-in tag of our templates that takes the place of Django's, so no form can forget it.
`seen` in the context is a version or several (core.sending.versions).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.sending.sent_once import KEY, SEEN
from core.sending.versions import Version

register = template.Library()
FIELD = '<input type="hidden" name="{}" value="{}">'


class FormMarksNode(CsrfTokenNode):
    def render(self, context: Context) -> SafeString:
        token = mark_safe(super().render(context))  # noqa: S308  # Django made it
        if not token:
            return token
        versions = ((SEEN, version.sign()) for version in _shown(context.get("seen")))
        return format_html(
            "{}{}{}",
            token,
            format_html(FIELD, KEY, uuid.uuid4()),
            format_html_join("", FIELD, versions),
        )


def _shown(seen: Version | Iterable[Version] | None) -> Iterable[Version]:
    if seen is None:
        return ()
    return (seen,) if isinstance(seen, Version) else seen


@register.tag
def csrf_token(parser: Any, token: Any) -> FormMarksNode:
    return FormMarksNode()
