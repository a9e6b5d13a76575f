"""The letters of a case for those who may read them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.access import requires
from accounts.queries import Viewer
from accounts.roles import SEE_ALL_MONEY, SEE_PROGRESS
from core.http.downloads import download
from programs.choices import LetterFormat
from programs.models import Grant, Letter, LetterFile


def letters_of(grant: Grant, user: Viewer) -> list[LetterFile]:
    """The files of the case's letters that `user` may read, without their bytes."""
    visible = Letter.objects.visible_to(user).filter(grant=grant)
    files = LetterFile.objects.filter(letter__in=visible).defer("content")
    return list(files.select_related("letter__grant").order_by("letter__number", "-format"))


@requires(SEE_ALL_MONEY, SEE_PROGRESS)
def letter_file(request: HttpRequest, pk: int, number: int, fmt: str) -> HttpResponse:
    """A letter as it was signed, byte by byte; somebody else's letter does not exist."""
    visible = Letter.objects.visible_to(request.user).filter(grant=pk, number=number)
    found = LetterFile.objects.filter(letter__in=visible).select_related("letter__grant")
    file = get_object_or_404(found, format=fmt)
    media_type = LetterFormat(file.format).media_type
    return download(bytes(file.content), media_type=media_type, name=file_name(file))


def file_name(file: LetterFile) -> str:
    """What the file of a letter is called."""
    letter = file.letter
    return (
        f"{letter.grant.file_reference}-{letter.number}-{letter.get_kind_display()}.{file.format}"
    )
