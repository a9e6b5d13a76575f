"""Sent once, written once: a form that arrives twice shows what it did the first time.

Every POST form carries a key (core.templatetags.form_marks writes it beside the CSRF token). The
middleware keeps the key in the transaction of the act, so that a second sending, at the same time
or after a lost answer, waits for the first and then gets its answer.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.safestring import SafeData, mark_safe
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.http.refused import refused
from core.models import SentForm

KEY = "_key"
SEEN = "_seen"
KEPT_FOR = timedelta(days=7)
MARKS = {"csrfmiddlewaretoken", KEY, SEEN}
# Signs in, out and changes passwords, which creates no rows of ours; the API has its own keys.
ELSEWHERE = ("allauth.", "ninja.")


def is_enforced(request: HttpRequest) -> bool:
    """Whether a form without our marks is refused: like the CSRF token, not for a test client."""
    return not getattr(request, "_dont_enforce_csrf_checks", False)


def key_of(request: HttpRequest) -> uuid.UUID | None:
    """The key the form carried; None where there is none or it is no key."""
    try:
        return uuid.UUID(request.POST.get(KEY, ""))
    except ValueError:
        return None


def claim(request: HttpRequest, part: str = "") -> tuple[SentForm, bool]:
    """The kept form, and whether this is its first sending.

    Has to run inside the transaction of the act; waits while the same form is being written.
    `part` tells apart what one form does to many objects, each in a transaction of its own.
    """
    return claim_key(request, key_of(request) or uuid.uuid4(), _digest(request), part=part)


def claim_key(
    request: HttpRequest, key: uuid.UUID, digest: str, *, part: str = ""
) -> tuple[SentForm, bool]:
    """The same for a request that says its key itself; `digest` is of all it asks for."""
    user: Any = request.user
    marked = {"user_id": user.pk, "key": key, "part": part}
    sent = SentForm(**marked, path=request.path[:300], digest=digest)
    SentForm.objects.bulk_create([sent], ignore_conflicts=True)
    kept = SentForm.objects.get(**marked)
    return kept, kept.token == sent.token


class SentOnceMiddleware:
    """Write what a form asks for in one transaction with its key.

    A refusal that the view has shown in no form of its own is answered in words, and nothing of
    what it had written stays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not _is_form(request, view):
            return None
        if key_of(request) is None:
            if is_enforced(request):
                raise BadRequest
            return None
        if getattr(view, "claims_each", False) and "_confirmed" in request.POST:
            return None
        try:
            return _written_once(request, lambda: view(request, *args, **kwargs))
        except RuleError as error:
            return refused(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The same for what is no form of a signed-in person."""
        return refused(request, error) if isinstance(error, RuleError) else None


def _is_form(request: HttpRequest, view: Any) -> bool:
    is_ours = not view.__module__.startswith(ELSEWHERE)
    return request.method == "POST" and is_ours and request.user.is_authenticated


def _written_once(request: HttpRequest, write: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of the view; its key stays kept where it wrote, that is where it leads on."""
    with transaction.atomic():
        sent, is_first = claim(request)
        if not is_first:
            return _answer_again(request, sent)
        response = write()
        if isinstance(response, HttpResponseRedirect):
            sent.location, sent.told = response.url, _told(request)
            sent.save(update_fields=["location", "told"])
        else:
            sent.delete()
    return response


def _answer_again(request: HttpRequest, sent: SentForm) -> HttpResponse:
    """Lead to the result of the first sending and say so."""
    if sent.digest == _digest(request):
        text = _("This form was saved already. It arrived twice; this is the first result.")
        messages.info(request, text)
    else:
        text = _(
            "This form was saved already, with other entries. What you typed now was not written: "
            "open the form anew for it. This is the first result."
        )
        messages.warning(request, text)
    for level, told, is_safe in sent.told:
        messages.add_message(request, level, mark_safe(told) if is_safe else told)  # noqa: S308  # our own text
    return HttpResponseRedirect(sent.location)


def _told(request: HttpRequest) -> list[Any]:
    storage: Any = messages.get_messages(request)
    queued = storage._queued_messages
    return [[m.level, str(m.message), isinstance(m.message, SafeData)] for m in queued]


def _digest(request: HttpRequest) -> str:
    typed = [(k, v) for k, v in sorted(request.POST.lists()) if k not in MARKS]
    uploads: list[tuple[str, Any]] = sorted(request.FILES.items())
    files = [(name, file.name, file.size) for name, file in uploads]
    return hashlib.sha256(repr((request.path, typed, files)).encode()).hexdigest()


def forget_sent_forms(*, at: datetime) -> int:
    """Remove keys that nobody sends again. Returns their number."""
    return SentForm.objects.filter(sent_at__lt=at - KEPT_FOR).delete()[0]
