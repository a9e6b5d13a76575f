"""What a form says it has shown, compared with what stands: the doors' side of the versions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest

from core.errors import RuleError
from core.sending.sent_once import SEEN, is_enforced
from core.sending.versions import Changed, Version, check_rows_seen, check_seen, name_of

CONFLICT = 409


def shown(request: HttpRequest) -> dict[str, Version]:
    """The versions a form carries, by what they are of."""
    read = (Version.read(token) for token in request.POST.getlist(SEEN))
    return {version.what: version for version in read if version is not None}


def is_demanded(request: HttpRequest) -> bool:
    """Whether what was shown is compared: always for people, and where a form carries it."""
    return is_enforced(request) or SEEN in request.POST


def check_shown(request: HttpRequest, obj: Model) -> None:
    """Lock `obj` and raise Changed unless the form showed it as it stands.

    Has to run inside the transaction that writes.
    """
    if is_demanded(request):
        check_seen(obj, shown(request).get(name_of(obj)))


def check_rows_shown(request: HttpRequest, now: Version, *, entry: str) -> None:
    """The same for rows that have none above them; the caller holds what they are locked by."""
    if is_demanded(request):
        check_rows_seen(now, shown(request).get(now.what), entry=entry)


def check_all_shown(request: HttpRequest, objs: Iterable[Model]) -> None:
    """check_shown for many, locked in the order of their keys; raise Changed for all that did."""
    lines: list[str] = []
    changed: list[str] = []
    for obj in sorted(objs, key=lambda obj: str(obj.pk)):
        try:
            check_shown(request, obj)
        except Changed as error:
            changed.append(str(obj))
            lines += error.lines
    if changed:
        raise Changed(", ".join(changed), lines)


def as_errors(changed: Changed) -> list[str]:
    return [changed.message, *changed.lines]


def refusal_of(changed: Changed) -> ValidationError:
    """The conflict as forms say it."""
    return ValidationError(
        [ValidationError(text, code=changed.code) for text in as_errors(changed)]
    )


def show_refusal(form: forms.Form, error: RuleError) -> None:
    """Say at its field, or above the form, why nothing was written."""
    if isinstance(error, Changed):
        form.add_error(None, refusal_of(error))
    else:
        form.add_error(error.field if error.field in form.fields else None, error.message)


def has_changed(form: Any) -> bool:
    """Whether a form, or the rows of a list, say that what they showed has changed."""
    above = form.non_form_errors() if isinstance(form, BaseFormSet) else form.non_field_errors()
    return any(error.code == Changed.CODE for error in above.as_data())
