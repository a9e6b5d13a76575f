"""The letters below their case."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core.admin.base import ReadOnlyInline
from core.admin.forms import RowFormSet
from core.formats import format_day
from programs.choices import NotificationKind
from programs.models import Letter, LetterFile


class LettersByNumber(RowFormSet):
    """The letters of a case, the first one first."""

    def get_queryset(self) -> Any:
        return sorted(super().get_queryset(), key=lambda letter: letter.number)


class LetterInline(ReadOnlyInline):
    model = Letter
    formset = LettersByNumber
    fields = ("number", "kind", "recipient", "made_at", "told", "files_of")
    readonly_fields = fields
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        letters = Letter.objects.select_related("recipient", "grant", "decision")
        return letters.prefetch_related(without_bytes())

    @admin.display(description=_("Sent on"))
    def told(self, letter: Any) -> str:
        return sending_of(letter) or "–"

    @admin.display(description=_("Files"))
    def files_of(self, letter: Letter) -> str:
        return file_links(letter)


def sending_of(letter: Letter) -> str:
    """When and how a letter went out, a decision's by its notification; "" while it waits."""
    on, way = letter.sent_on, letter.sent_as
    if letter.decision is not None:
        on, way = letter.decision.notified_on, letter.decision.notification_kind
    if on is None:
        return ""
    return f"{format_day(on)} ({NotificationKind(way).label})" if way else format_day(on)


def file_links(letter: Letter) -> str:
    """Links to the files of a letter; reads what was fetched with it."""
    links = ((file.get_absolute_url(), file.get_format_display()) for file in letter.files.all())
    return format_html_join(" ", '<a href="{}">{}</a>', links)


def without_bytes() -> Any:
    """The files of letters, without their bytes."""
    files = LetterFile.objects.defer("content").select_related("letter")
    return Prefetch("files", files)
