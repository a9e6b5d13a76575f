"""Text blocks of letters, changed by two people, and Word templates, sent in as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import APPROVE_BUDGET
from accounts.two_people import TwoPeopleAdmin
from core.admin.base import ReadOnlyAdmin
from core.errors import RuleError
from core.http.downloads import download
from core.imports.errors import CellError, FileRefused
from core.uploads.admin import admin_page
from core.uploads.page import Upload, Values
from core.uploads.sent import SentFileField, UploadForm
from programs.actions.letter import ADD_TEMPLATE, add_template
from programs.choices import LetterFormat
from programs.letters.docx import our_template
from programs.models import LetterTemplate, LetterText, Program

PREVIEW = "admin/programs/lettertemplate/_upload_preview.html"


@admin.register(LetterText)
class LetterTextAdmin(TwoPeopleAdmin):
    """The wording of letters; a new wording is a new row from its day on."""

    permission = APPROVE_BUDGET
    list_display = ("place", "kind", "program", "directive", "valid_from", "is_confirmed")
    list_display_links = ("place", "kind")
    list_filter = ("place", "kind", "program", "is_confirmed")
    list_select_related = ("program", "directive__program")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TemplateForm(UploadForm):
    file = SentFileField(
        label=gettext_lazy("Word template"),
        help_text=gettext_lazy(
            "DOCX of at most 1 MB with the fields of our own template, in any order and layout."
        ),
    )
    program = forms.ModelChoiceField(
        label=gettext_lazy("For the program"),
        queryset=Program.objects.all(),
        required=False,
        empty_label=gettext_lazy("Every program"),
    )


@admin.register(LetterTemplate)
class LetterTemplateAdmin(ReadOnlyAdmin):
    """Kept as they were sent in; the newest of a program is filled in."""

    list_display = ("name", "program", "uploaded_by", "uploaded_at", "sha256")
    list_select_related = ("program", "uploaded_by")
    list_filter = ("program",)
    fields = readonly_fields = ("program", "name", "uploaded_by", "uploaded_at", "sha256")
    change_list_template = "admin/programs/lettertemplate/change_list.html"
    change_form_template = "admin/programs/lettertemplate/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "programs_lettertemplate"
        own = [
            path("einlesen/", view(self.upload), name=f"{name}_upload"),
            path("muster/", view(self.ours), name=f"{name}_ours"),
            path("<int:object_id>/datei/", view(self.file), name=f"{name}_file"),
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"may_import": _may_add(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Ask for a template, try it with a sample letter, keep it on the second click."""
        if not _may_add(request):
            raise PermissionDenied

        def taken(kept: LetterTemplate) -> HttpResponse:
            self.message_user(request, _("The template is in use."), messages.SUCCESS)
            return redirect("admin:programs_lettertemplate_change", kept.pk)

        return Upload(
            form=TemplateForm,
            read=lambda file, values: _read(file, values, request.user),
            show=lambda kept: {"report": kept, "adds": True},
            taken=taken,
            columns=lambda _path: {},
            page=admin_page(
                self,
                request,
                title=_("Add a Word template"),
                preview=PREVIEW,
                take_over=_("Use this template"),
            ),
        ).answer(request)

    def ours(self, request: HttpRequest) -> HttpResponse:
        """Our own template, to begin with."""
        return self._answer(request, our_template(), "vorlage.docx")

    def file(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A template as it was sent in."""
        kept = get_object_or_404(LetterTemplate, pk=object_id)
        return self._answer(request, bytes(kept.content), kept.name)

    def _answer(self, request: HttpRequest, content: bytes, name: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return download(content, media_type=LetterFormat.DOCX.media_type, name=name)


def _read(file: Path, values: Values, by: Any) -> LetterTemplate:
    try:
        return add_template(
            file.read_bytes(), file.name, program=values["program"], by=by, at=timezone.now()
        )
    except RuleError as error:
        raise FileRefused([CellError(0, "", "", error.message)]) from error


def _may_add(request: HttpRequest) -> bool:
    return request.user.has_perm(ADD_TEMPLATE)
