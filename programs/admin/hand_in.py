"""What municipalities handed in, as it stands at the case and at the application to a call."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.admin.base import ReadOnlyInline
from programs.models import HandIn, HandInFile


class HandInInline(ReadOnlyInline):
    """Each hand-in with what was entered and its files; what it led to stands in the rows below."""

    model = HandIn
    fields = ("copy", "entered", "papers", "handed_in_at", "municipality", "handed_in_by")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[HandIn]:
        """The rows; the content of their files stays where it is."""
        files = Prefetch("files", HandInFile.objects.defer("content"))
        found: QuerySet[Any] = super().get_queryset(request)
        return found.select_related("municipality", "handed_in_by").prefetch_related(files)

    @admin.display(description=_("Hand-in"))
    def copy(self, hand_in: HandIn) -> SafeString:
        return format_html('<a href="{}">{}</a>', hand_in.get_absolute_url(), hand_in)

    @admin.display(description=_("What was entered"))
    def entered(self, hand_in: HandIn) -> SafeString:
        return format_html_join("", "<div>{}: {}</div>", hand_in.told)

    @admin.display(description=_("Files"))
    def papers(self, hand_in: HandIn) -> SafeString | str:
        links = (
            (reverse("programs:hand_in_file", args=[hand_in.pk, file.pk]), file.label, file.name)
            for file in hand_in.files.all()
        )
        return format_html_join("", '<div><a href="{}">{} ({})</a></div>', links) or "–"
