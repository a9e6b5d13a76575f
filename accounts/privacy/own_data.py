"""What the house knows about a person, for that person.

Source: Art. 15 GDPR (DSGVO).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from pghistory.models import Event

from accounts.models import User

ACCOUNT = "username first_name last_name email is_active date_joined last_login wants_digest"
# Rows about the person, in full but for secrets: by table, the column that names them, and what is
# told. Every other column that names somebody is counted.
ABOUT = {
    "accounts.roleassignment": (
        "user",
        "role area_ags reason prepared_at approved_at withdrawn_at",
    ),
    "municipalities.membership": ("user", "municipality"),
    "accounts.session": ("person", "device network used_at expire_date"),
    "accounts.apikey": ("user", "name hint scope made_at expires_at revoked_at"),
    "accounts.savedview": ("person", "name address"),
    "accounts.pendingchange": (
        "person",
        "kind subject before after reason prepared_at approved_at applied_at ended_at",
    ),
    "accounts.securityevent": ("person", "at kind address what request_id"),
    "accounts.userevent": ("pgh_obj", "pgh_created_at username first_name last_name email"),
    "mfa.authenticator": ("user", "type created_at last_used_at"),
    "socialaccount.socialaccount": ("user", "provider uid date_joined last_login"),
}


def own_data(person: User) -> bytes:
    """All of it as JSON, under the German names of tables and columns."""
    told = {
        _("As of"): timezone.localtime(),
        _("account"): _values(person, ACCOUNT),
        **{
            str(model._meta.verbose_name): [
                _values(row, columns)
                for row in _rows(model, column, columns).filter(**{column: person.pk})
            ]
            for model, column, columns in _about()
        },
        _("named elsewhere"): list(_named(person)),
    }
    return json.dumps(told, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder).encode()


def _rows(model: type[models.Model], column: str, columns: str) -> models.QuerySet[Any]:
    """With the rows that are told by what they are called."""
    others = [name for name in columns.split() if model._meta.get_field(name).is_relation]
    return model._default_manager.select_related(column, *others).order_by("pk")


def _about() -> Iterator[tuple[type[models.Model], str, str]]:
    for label, (column, columns) in ABOUT.items():
        yield apps.get_model(label), column, columns


def _values(row: models.Model, columns: str) -> dict[str, Any]:
    """The columns by their names; a choice by its word, another row by what it is called."""
    return {_title(row, name): _value(row, name) for name in columns.split()}


def _title(row: models.Model, name: str) -> str:
    field: Any = row._meta.get_field(name)
    return str(field.verbose_name)


def _value(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    field: Any = row._meta.get_field(name)
    if isinstance(value, models.Model):
        return str(value)
    return str(dict(field.flatchoices).get(value, value)) if field.choices else value


def _named(person: User) -> Iterator[dict[str, Any]]:
    """In how many rows of other tables the person stands, and as what."""
    for model, field in naming_columns():
        if number := model._base_manager.filter(**{field.name: person.pk}).count():
            yield {
                _("table"): str(model._meta.verbose_name),
                _("as"): str(field.verbose_name),
                _("rows"): number,
            }


def naming_columns() -> Iterator[tuple[type[models.Model], Any]]:
    """Every column that names a person beside those of ABOUT; a history repeats its table."""
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed or issubclass(model, Event):
            continue
        for field in model._meta.concrete_fields:
            if field.related_model is User and ABOUT.get(model._meta.label_lower, "")[:1] != (
                field.name,
            ):
                yield model, field
