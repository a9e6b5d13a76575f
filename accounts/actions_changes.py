"""Verbs on changes by two people: propose, approve, send back, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import pghistory
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.changes import TOGETHER_WITH, columns_of, model_of, restored, stored, twin_of
from accounts.choices import ChangeEnd, ChangeKind
from accounts.models import PendingChange, User
from accounts.notices import tell_person
from accounts.roles import APPROVE_CHANGES, PROPOSE_CHANGES
from core.errors import RuleError
from core.formats import format_day
from core.locks import Turn, wait_for_turn

Adder = Callable[[Any], None]
ADDERS: dict[str, Adder] = {}  # by model ("app.model"): new rows that need more than being saved
Changer = Callable[[Any, PendingChange], None]
CHANGERS: dict[str, Changer] = {}  # by model: changes of rows that carry more with them


def register_adder(label: str, add: Adder) -> None:
    """Let `add` write each approved new row of the model `label`, its checks included."""
    ADDERS[label] = add


def register_changer(label: str, change: Changer) -> None:
    """Let `change` write each approved change of a row of the model `label`, and what goes with it.

    It reads the change itself, by columns and TOGETHER_WITH.
    """
    CHANGERS[label] = change


def save_checked(obj: models.Model) -> None:
    """Save a new row. Raises ValidationError where its own rules say no."""
    obj.full_clean()
    obj.save()


@transaction.atomic
def propose_change(
    obj: models.Model,
    kind: ChangeKind,
    *,
    by: User,
    at: datetime,
    reason: str,
    permission: str,
    person: User | None = None,
    columns: Iterable[str] = (),
    together_with: Iterable[models.Model] = (),
) -> PendingChange:
    """Keep what `obj` has been made to be, without writing it, until a second person approves.

    `permission` is what the second person needs; `person` is concerned and may not approve.
    `columns` are those that change; rows of the same model that change `together_with` it are kept
    by their keys. Raises RuleError if `by` may not propose, or a change of the same row or the
    same new row is waiting.
    """
    if not by.has_perm(PROPOSE_CHANGES):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    if kind != ChangeKind.ADD and PendingChange.objects.of(obj).waiting().exists():
        raise RuleError(
            _("A change is waiting for the second person. It is approved or withdrawn first."),
            code="change_waits",
        )
    if kind == ChangeKind.ADD:
        _check_waits_once(obj)
    before, after = _sides(obj, kind, columns)
    if keys := sorted(str(other.pk) for other in together_with):
        after[TOGETHER_WITH] = keys
    change = PendingChange.objects.create(
        model=obj._meta.label_lower,
        object_key="" if kind == ChangeKind.ADD else str(obj.pk),
        kind=kind,
        subject=f"{obj._meta.verbose_name}: {_standing(obj, kind)}"[:300],
        person=person,
        permission=permission,
        before=before,
        after=after,
        reason=reason,
        prepared_by=by,
        prepared_at=at,
    )
    _tell(change)
    return change


def _check_waits_once(obj: models.Model) -> None:
    """Raise RuleError where the new row waits already; new rows are proposed one after another."""
    wait_for_turn(Turn.NEW_ROWS)
    twin = twin_of(obj)
    if twin is None:
        return
    message = _(
        "This waits for a second person already: %(subject)s, proposed by %(person)s on %(day)s. "
        "It is approved or withdrawn first."
    )
    values = {
        "subject": twin.subject,
        "person": twin.prepared_by,
        "day": format_day(timezone.localdate(twin.prepared_at)),
    }
    raise RuleError(message % values, code="change_waits")


@transaction.atomic
def approve_change(change: PendingChange, *, by: User, at: datetime) -> None:
    """Make a proposed change effective.

    Locks the change and its row. Raises RuleError if `by` proposed it, is the person concerned or
    lacks the right, if the row has changed since, or if the rules of the row say no.
    """
    locked = _lock_waiting(change)
    if not (by.has_perm(APPROVE_CHANGES) and by.has_perm(locked.permission)):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    if by.pk in {locked.prepared_by_id, locked.person_id}:
        raise RuleError(
            _("A second person approves, who is not the person concerned."), code="four_eyes"
        )
    address = locked.person.email if locked.person else ""
    locked.approved_by, locked.approved_at = by, at
    locked.save(update_fields=["approved_by", "approved_at"])
    with pghistory.context(reason=locked.reason):
        obj = _apply(locked)
    locked.object_key, locked.applied_at = str(obj.pk or locked.object_key), at
    locked.save(update_fields=["object_key", "applied_at"])
    tell_person(locked, address=address)


@transaction.atomic
def send_change_back(change: PendingChange, *, reason: str, by: User, at: datetime) -> None:
    """The second person says no, with a reason."""
    locked = _lock_waiting(change)
    if not (by.has_perm(APPROVE_CHANGES) and by.has_perm(locked.permission)):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    _end(locked, ChangeEnd.SENT_BACK, reason, by, at)


@transaction.atomic
def withdraw_change(change: PendingChange, *, reason: str, by: User, at: datetime) -> None:
    """Who proposed it takes it back."""
    locked = _lock_waiting(change)
    if by.pk != locked.prepared_by_id:
        raise RuleError(_("Only who proposed the change withdraws it."), code="not_allowed")
    _end(locked, ChangeEnd.WITHDRAWN, reason, by, at)


def _lock_waiting(change: PendingChange) -> PendingChange:
    locked = PendingChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if locked.approved_at is not None or locked.ended_at is not None:
        raise RuleError(_("The change is settled already."), code="settled")
    return locked


def _end(change: PendingChange, how: ChangeEnd, reason: str, by: User, at: datetime) -> None:
    change.ending, change.end_reason = how, reason[:200]
    change.ended_by, change.ended_at = by, at
    change.save(update_fields=["ending", "end_reason", "ended_by", "ended_at"])


def _sides(
    obj: models.Model, kind: ChangeKind, columns: Iterable[str]
) -> tuple[dict[str, object], dict[str, object]]:
    """What the row has and what it is to have."""
    if kind == ChangeKind.ADD:
        return {}, stored(obj, columns_of(type(obj)))
    kept = type(obj)._default_manager.get(pk=obj.pk)
    if kind == ChangeKind.DELETE:
        return stored(kept, columns_of(type(obj))), {}
    names = sorted(columns)
    return stored(kept, names), stored(obj, names)


def _standing(obj: models.Model, kind: ChangeKind) -> str:
    """The row as others know it now."""
    if kind == ChangeKind.ADD:
        return str(obj)
    return str(type(obj)._default_manager.get(pk=obj.pk))


def _apply(change: PendingChange) -> models.Model:
    """Write the change; the row still is what was seen when it was proposed."""
    model = model_of(change)
    if change.kind == ChangeKind.ADD:
        obj = model(**restored(model, change.after))
    else:
        obj = _as_proposed(model, change)
    if change.kind == ChangeKind.DELETE:
        obj.delete()
        return obj
    if change.kind == ChangeKind.CHANGE and change.model in CHANGERS:
        CHANGERS[change.model](obj, change)
        return obj
    values = restored(model, change.after)
    for column, value in values.items():
        setattr(obj, column, value)
    if isinstance(obj, User) and "email" in values:
        _forget_address(obj)
        values["password"] = obj.password
    try:
        if change.kind == ChangeKind.ADD:
            ADDERS.get(obj._meta.label_lower, save_checked)(obj)
        else:
            obj.full_clean()
            obj.save(update_fields=list(values))
    except ValidationError as error:
        raise RuleError(" ".join(error.messages), code="refused") from error
    return obj


def _as_proposed(model: type[models.Model], change: PendingChange) -> models.Model:
    """The row, locked. Raises RuleError where it is not what it was when the change was made."""
    obj = model._default_manager.select_for_update(of=("self",)).get(pk=change.object_key)
    if stored(obj, change.before) != change.before:
        raise RuleError(
            _("The row has changed since. Send the change back, it is proposed anew."),
            code="row_changed",
        )
    return obj


def _forget_address(user: User) -> None:
    """Whoever reads the old address has no way in: no password, no session, no address of allauth.

    The password may have been set by the link that went there.
    """
    user.set_unusable_password()
    EmailAddress.objects.filter(user=user).delete()


def _tell(change: PendingChange) -> None:
    if change.person is not None:
        tell_person(change, address=change.person.email)
