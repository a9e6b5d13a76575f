"""Letters: the list is the print queue; their sending is recorded from here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin.step_pages import ActedOnAdmin
from core.formats import format_moment
from core.http.downloads import download
from programs.admin.letter.inline import file_links, sending_of, without_bytes
from programs.admin.letter.steps import LETTER_STEPS
from programs.choices import LetterFormat
from programs.letters.printing import one_pdf
from programs.models import Grant, Letter
from programs.todo.filters import letters_to_send


class SendingFilter(admin.SimpleListFilter):
    """What still has to be printed and sent."""

    title = _("sending")
    parameter_name = "sending"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", _("to be sent")),
            ("mine", _("to be sent by me, without decisions")),
            ("sent", _("sent")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        rows: dict[str, Callable[[], QuerySet[Letter]]] = {
            "open": Letter.objects.unsent,
            "mine": partial(letters_to_send, request.user),
            "sent": Letter.objects.sent,
        }
        chosen = rows.get(self.value() or "")
        return queryset.filter(pk__in=chosen().values("pk")) if chosen else queryset


@admin.register(Letter)
class LetterAdmin(ActedOnAdmin):
    """Written when something is signed; printed, sent and noted here, one or many at once."""

    list_display = ("__str__", "recipient", "made_by", "made_at", "told", "files_of")
    list_filter = (SendingFilter, "kind", "grant__program")
    list_select_related = ("grant", "recipient", "made_by", "decision")
    search_fields = ("grant__file_reference", "grant__title", "recipient__search_name")
    steps = LETTER_STEPS
    fields = ("grant", "kind", "number", "recipient", "made_by", "made_at", "told", "files_of")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        visible = Letter.objects.filter(grant__in=Grant.objects.visible_to(request.user))
        return visible.with_sending().prefetch_related(without_bytes())

    def get_actions(self, request: HttpRequest) -> Any:
        text = str(_("Print chosen letters as one PDF"))
        return {"print": (_print, "print", text), **super().get_actions(request)}

    def about(self, obj: Letter) -> dict[str, Any]:
        """Whom the letter goes to, and its files to look at before its sending is recorded."""
        facts = [
            (gettext("Recipient"), obj.recipient),
            (gettext("Made at"), format_moment(obj.made_at)),
            (gettext("Files"), file_links(obj)),
        ]
        return {"facts": facts}

    def standing(self, obj: Letter) -> str:
        sending = sending_of(obj)
        return " ".join([gettext("Sent on"), sending]) if sending else gettext("to be sent")

    @admin.display(description=_("Sent on"), ordering="told_on")
    def told(self, letter: Any) -> str:
        return sending_of(letter) or "–"

    @admin.display(description=_("Files"))
    def files_of(self, letter: Letter) -> str:
        return file_links(letter)


def _print(
    model_admin: LetterAdmin, request: HttpRequest, chosen: QuerySet[Letter]
) -> HttpResponse:
    content = one_pdf(chosen.order_by("grant__file_reference", "number"))
    name = f"schreiben-{timezone.localdate()}.pdf"  # not that of yesterday once more
    return download(content, media_type=LetterFormat.PDF.media_type, name=name)
