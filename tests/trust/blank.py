"""Pages without their looks: who gets in is decided before a template is read."""

from __future__ import annotations

from typing import Any

from django.template.backends.base import BaseEngine

BLANK = [
    {"BACKEND": "tests.trust.blank.BlankTemplates", "DIRS": [], "APP_DIRS": False, "OPTIONS": {}}
]


class BlankTemplates(BaseEngine):
    """Finds every template, and renders nothing."""

    def __init__(self, params: dict[str, Any]) -> None:
        params = params.copy()
        params.pop("OPTIONS")
        super().__init__(params)

    def from_string(self, template_code: str) -> BlankTemplate:
        return BlankTemplate()

    def get_template(self, template_name: str) -> BlankTemplate:
        return BlankTemplate()


class BlankTemplate:
    def render(self, context: Any = None, request: Any = None) -> str:
        return ""
