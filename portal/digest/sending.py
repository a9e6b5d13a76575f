"""The weekly mail to the editors of municipal bodies: once a week at most, and not to who left it.

Nobody has to be told this way: what is owed is reminded of by programs.actions.proof.reminders.
"""

from __future__ import annotations

import logging
import smtplib
from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import BadHeaderError, EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import User
from accounts.queries import holders_of
from core.text import in_one_line
from portal.digest.content import Digest, digest_of, text_of

logger = logging.getLogger(__name__)

SALT = "portal.digest.end"  # of this purpose alone


def send_digests(*, today: date) -> int:
    """Write to each editor who has something ahead; safe to repeat. Returns how many went out.

    The week is taken before the mail is sent and given back when the server refuses it, so that
    the next run tries again. A worker that is killed in between sends nothing twice: that week's
    mail is lost.
    """
    week = today - timedelta(days=today.weekday())
    is_left = Q(digest_week__isnull=True) | Q(digest_week__lt=week)
    people = holders_of(Role.MUNICIPALITY_EDITOR).filter(is_left, wants_digest=True)
    sent = 0
    for person in people.exclude(email=""):
        digest = digest_of(person, today=today)
        mine = User.objects.filter(is_left, pk=person.pk, wants_digest=True)
        if not digest or not mine.update(digest_week=week):
            continue
        try:
            _mail(digest, person).send()
        except (smtplib.SMTPException, OSError, BadHeaderError) as error:
            User.objects.filter(pk=person.pk).update(digest_week=person.digest_week)
            logger.warning("Weekly mail to account %s not sent, tried again: %s", person.pk, error)
        else:
            sent += 1
    return sent


def token_of(person: User) -> str:
    """What the link in a mail of the person carries: it ends these mails and opens nothing."""
    return signing.dumps(person.pk, salt=SALT)


def person_of(token: str) -> User | None:
    """Whose mails the token ends; None where it is none of ours."""
    try:
        return User.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _mail(digest: Digest, person: User) -> EmailMessage:
    subject = _("OZG Hessen: what is ahead for %(bodies)s") % {"bodies": ", ".join(digest.names)}
    end = _(
        "You get this mail once a week at most. You do not want it any more? This link ends it, "
        "without signing in:\n%(link)s\n\nReminders of proofs and reports that are overdue come "
        "all the same."
    )
    link = _address(reverse("portal:digest_ended", args=[token_of(person)]))
    text = text_of(digest, person, address=_address)
    return EmailMessage(
        in_one_line(subject), f"{text}\n\n--\n{end % {'link': link}}", to=[person.email]
    )
