"""Changes that wait for a second person: proposed by the pages, pressed on by the other one."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import PendingChange, User
from tests.programs.desk import signed_in


def typed(user: User, **changed: Any) -> dict[str, Any]:
    """The page of a person as it is sent; a value of None leaves a box empty."""
    data = {
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "is_active": "on" if user.is_active else None,
        "change_reason": "Namenswechsel",
        "role_assignments-TOTAL_FORMS": 0,
        "role_assignments-INITIAL_FORMS": 0,
    }
    return {name: value for name, value in (data | changed).items() if value is not None}


def change_person(by: User, user: User, **changed: Any) -> Any:
    url = reverse("admin:accounts_user_change", args=[user.pk])
    return signed_in(by).post(url, typed(user, **changed))


def press(by: User, name: str, change: PendingChange | None = None, **data: Any) -> Any:
    """The answer to a step of the change, by default of the only one."""
    change = change or PendingChange.objects.get()
    url = reverse("admin:accounts_pendingchange_step", args=[change.pk, name])
    return signed_in(by).post(url, {"confirmed": "1", **data})


def form_values(client: Client, url: str) -> dict[str, Any]:
    """The page of a row as it would be sent unchanged."""
    context = client.get(url).context
    form = context["adminform"].form
    values = {bound.html_name: bound.value() for bound in form}
    for inline in context["inline_admin_formsets"]:
        prefix = inline.formset.prefix
        values |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    kept = {}
    for name, value in values.items():
        field = form.fields.get(name)
        shown = field.widget.format_value(field.prepare_value(value)) if field else value
        if field and hasattr(field.widget, "allow_multiple_selected"):
            shown = value
        if isinstance(value, bool):
            shown = "on" if value else None
        if shown is not None:
            kept[name] = shown
    return kept
