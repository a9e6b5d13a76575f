"""Mails to the person whose account or rights change, to the address they had before."""

from __future__ import annotations

from functools import partial

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.changes import changes_in_words
from accounts.models import ApiKey, PendingChange, User


def tell_person(change: PendingChange, *, address: str) -> None:
    """Tell the person concerned, once the transaction holds; without an address nobody is told.

    Proposed and effective are both told: who did not ask for it can object in between.
    """
    if not address:
        return
    if change.approved_at is None:
        subject = _("A change of your account was proposed")
        text = _(
            "%(by)s proposed this change of your account or your rights:\n\n%(values)s\n\n"
            "Reason: %(reason)s\n\nIt takes effect when a second person approves it. If you do not "
            "expect it, please tell the system administration at once."
        )
    else:
        subject = _("Your account was changed")
        text = _(
            "This change of your account or your rights, proposed by %(by)s, is in effect:\n\n"
            "%(values)s\n\nReason: %(reason)s\n\nIf you do not expect it, please tell the system "
            "administration at once."
        )
    values = changes_in_words(change)
    lines = [f"{value.label}: {value.old or '–'} → {value.new or '–'}" for value in values]
    body = text % {"by": change.prepared_by, "values": "\n".join(lines), "reason": change.reason}
    _send(subject, body, to=address)


def tell_linked(person: User) -> None:
    """Tell the person, once the transaction holds, that an identity opens the account from now."""
    text = _(
        "Your account was signed in to with an account of the state for the first time. From now "
        "on this account of the state opens it. If it was not you, please tell the system "
        "administration at once."
    )
    subject = _("An account of the state opens your account")
    _send(subject, text, to=person.email)


def tell_key_made(key: ApiKey) -> None:
    """Tell its person, once the transaction holds, that a key opens their rights to programs."""
    if not key.user.email:
        return
    text = _(
        "The key “%(name)s” of the API is in force. Programs that have it use your rights. If you "
        "did not make it, revoke it under “Keys of the API”, set a new password and tell the "
        "system administration."
    )
    subject = _("A key of the API was made in your name")
    body = text % {"name": key.name}
    _send(subject, body, to=key.user.email)


def _send(subject: str, text: str, *, to: str) -> None:
    """Send the mail once the transaction holds; a broken mail server breaks nothing."""
    send = partial(send_mail, f"OZG Hessen: {subject}", text, None, [to])
    transaction.on_commit(send, robust=True)
