"""The look of an upload page in the administration."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.options import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from core.uploads.page import Page
from core.uploads.sent import UploadForm

TEMPLATE = "admin/upload.html"


def admin_page(
    model_admin: ModelAdmin[Any], request: HttpRequest, *, title: str, preview: str, take_over: str
) -> Page:
    """Renders an upload page: `preview` is the template of what a file brings, `take_over` the
    words of the second click, which is offered where the preview `adds` something.
    """

    def page(form: UploadForm | None, context: dict[str, Any]) -> HttpResponse:
        shown: Any = form
        fieldsets = [(None, {"fields": list(shown.fields)})]
        return TemplateResponse(
            request,
            TEMPLATE,
            {
                **model_admin.admin_site.each_context(request),
                "title": title,
                "opts": model_admin.opts,
                "form": shown,
                "adminform": AdminForm(shown, fieldsets, {}, (), None),
                "errors": shown.errors,
                "media": model_admin.media + shown.media,
                "preview": preview,
                "take_over": take_over,
                **context,
            },
        )

    return page
