"""Letters of a case as they were signed, the text blocks they are made of, and Word templates."""

from __future__ import annotations

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import Viewer
from accounts.roles import SEE_ALL_MONEY
from core.database.fields import ManyLinesField, OneLineField
from core.database.triggers import append_only
from core.errors import RuleError
from core.formats import format_day
from municipalities.models import Municipality, municipalities_of
from programs.choices import LETTERS_TO_ALL, LetterFormat, LetterKind, NotificationKind, TextPlace
from programs.models.decision.decision import Decision
from programs.models.directive import Directive
from programs.models.grant import Grant
from programs.models.payment import Payment
from programs.models.program import Program
from programs.models.proof import Reminder
from programs.models.reclaim import Reclaim
from programs.models.triggers.dates import days_in_order
from programs.models.triggers.frozen import frozen_once
from programs.rules.letters import check_placeholders


@pghistory.track()
class LetterText(models.Model):
    """A text block from a day on; the newest of the most specific rows counts.

    A directive's text goes before that of its program, a program's before that of all, and one of
    a kind of letter before that of every kind. A new wording is a new row.
    """

    place = models.CharField(_("place in the letter"), max_length=10, choices=TextPlace.choices)
    kind = models.CharField(
        _("kind of letter"),
        max_length=20,
        choices=LetterKind.choices,
        blank=True,
        help_text=_("Empty: every kind."),
    )
    program = models.ForeignKey(
        Program,
        verbose_name=_("program"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: every program."),
    )
    directive = models.ForeignKey(
        Directive,
        verbose_name=_("directive"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    valid_from = models.DateField(_("valid from"))
    text = ManyLinesField(
        _("text"),
        blank=True,
        help_text=_(
            "Paragraphs are parted by an empty line. [Vorhaben], [Aktenzeichen], [Programm] and "
            "[Empfänger] are filled in, and [Betrag] and [Frist] in letters that have them."
        ),
    )
    source = OneLineField(_("source"), max_length=300, blank=True)
    is_confirmed = models.BooleanField(_("confirmed"), default=False)

    class Meta:
        verbose_name = _("Text block")
        verbose_name_plural = _("Text blocks")
        ordering = ["place", "kind", "program", "directive", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "program", "directive", "valid_from"],
                nulls_distinct=False,
                name="letter_text_once",
                violation_error_message=_("There is a text for this place from this day already."),
            ),
            models.CheckConstraint(
                condition=Q(directive__isnull=True) | Q(program__isnull=True),
                name="letter_text_of_one",
                violation_error_message=_("Choose the program or the directive, not both."),
            ),
        ]

    def __str__(self) -> str:
        kind = self.get_kind_display() or _("every kind")
        return f"{self.get_place_display()} ({kind}), {format_day(self.valid_from)}"

    def clean(self) -> None:
        """Refuse a placeholder that this kind of letter cannot fill."""
        super().clean()
        try:
            check_placeholders(self.text, self.kind)
        except RuleError as error:
            raise ValidationError({"text": error.message}) from error


class LetterTemplate(models.Model):
    """A Word file of the ministry that letters are filled into; the newest of a program counts."""

    program = models.ForeignKey(
        Program,
        verbose_name=_("program"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: every program."),
    )
    name = OneLineField(_("file"), max_length=80)
    content = models.BinaryField(
        _("content"),
    )
    sha256 = OneLineField(_("SHA-256"), max_length=64)
    uploaded_by = models.ForeignKey(
        User, verbose_name=_("uploaded by"), on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        verbose_name = _("Word template")
        verbose_name_plural = _("Word templates")
        ordering = ["-uploaded_at", "-pk"]
        triggers = append_only()

    def __str__(self) -> str:
        return self.name


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: Viewer) -> LetterQuerySet:
        """The one gate to letters: the ministry sees all, a municipality what was sent to it.

        A decision is shown to each partner with its notification, out of any embargo.
        """
        if user.has_perm(SEE_ALL_MONEY):
            return self
        own = municipalities_of(user)
        addressed = Q(kind__in=LETTERS_TO_ALL) | Q(recipient__in=own)
        told = self.in_force().sent().filter(addressed)
        return told.filter(grant__in=Grant.objects.visible_to(user))

    def in_force(self) -> LetterQuerySet:
        """Letters whose act nobody cancelled."""
        return self.filter(
            decision__cancelled_at__isnull=True,
            reclaim__cancelled_at__isnull=True,
            payment__cancelled_at__isnull=True,
        )

    def sent(self) -> LetterQuerySet:
        """Letters that went out, a decision's with its notification."""
        return self.filter(Q(sent_on__isnull=False) | Q(decision__notified_on__isnull=False))

    def unsent(self) -> LetterQuerySet:
        """Letters in force that wait to be printed and sent."""
        waiting = self.filter(sent_on__isnull=True, decision__notified_on__isnull=True)
        return waiting.in_force()

    def with_sending(self) -> LetterQuerySet:
        """Each letter with `told_on` and `told_as`: when and how it went out."""
        return self.annotate(
            told_on=Coalesce(F("sent_on"), F("decision__notified_on")),
            told_as=Coalesce(F("decision__notification_kind"), F("sent_as")),
        )


@pghistory.track(exclude=["contents"])
class Letter(models.Model):
    """A letter as it was signed. Its files never change; only its sending is noted afterwards.

    That of a decision went out when the decision was notified, whatever door recorded it.
    """

    grant = models.ForeignKey(
        Grant, verbose_name=_("grant"), on_delete=models.PROTECT, related_name="letters"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=LetterKind.choices)
    recipient = models.ForeignKey(
        Municipality, verbose_name=_("recipient"), on_delete=models.PROTECT, related_name="+"
    )
    decision = models.OneToOneField(
        Decision,
        verbose_name=_("decision"),
        on_delete=models.PROTECT,
        null=True,
        related_name="letter",
    )
    reclaim = models.OneToOneField(
        Reclaim,
        verbose_name=_("Reclaim"),
        on_delete=models.PROTECT,
        null=True,
        related_name="letter",
    )
    payment = models.OneToOneField(
        Payment,
        verbose_name=_("Payment"),
        on_delete=models.PROTECT,
        null=True,
        related_name="letter",
    )
    reminder = models.OneToOneField(
        Reminder,
        verbose_name=_("Reminder"),
        on_delete=models.PROTECT,
        null=True,
        related_name="letter",
    )
    contents = models.JSONField(_("contents"))
    made_by = models.ForeignKey(
        User, verbose_name=_("signed by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    sent_as = models.CharField(
        _("way of sending"), max_length=12, choices=NotificationKind.choices, blank=True
    )
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)

    objects = LetterQuerySet.as_manager()

    version_root = "grant"
    named_with = ("grant",)

    class Meta:
        verbose_name = _("Letter")
        verbose_name_plural = _("Letters")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="letter_number_once"),
            models.CheckConstraint(
                condition=Q(decision__isnull=True) | Q(sent_on__isnull=True, sent_as=""),
                name="decision_letter_goes_with_notification",
            ),
            *days_in_order("letter"),
        ]
        triggers = frozen_once("made_at", "letter", except_for=["sent_on", "sent_as"])

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.grant.file_reference} – {self.number}"


class LetterFileQuerySet(models.QuerySet["LetterFile"]):
    def visible_to(self, user: Viewer) -> LetterFileQuerySet:
        """The files of the letters that `user` may read."""
        return self.filter(letter__in=Letter.objects.visible_to(user))


class LetterFile(models.Model):
    """The bytes of a letter in one format, with their SHA-256; append-only."""

    letter = models.ForeignKey(
        Letter, verbose_name=_("Letter"), on_delete=models.PROTECT, related_name="files"
    )
    format = models.CharField(_("format"), max_length=4, choices=LetterFormat.choices)
    content = models.BinaryField(
        _("content"),
    )
    sha256 = OneLineField(_("SHA-256"), max_length=64, db_index=True)

    objects = LetterFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("File of a letter")
        verbose_name_plural = _("Files of letters")
        ordering = ["letter", "-format"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "format"], name="letter_file_once")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.letter} ({self.format})"

    def get_absolute_url(self) -> str:
        letter = self.letter
        return reverse("programs:letter", args=[letter.grant_id, letter.number, self.format])
