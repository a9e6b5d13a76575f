"""Budget bookings: recorded by one budget officer, in force when another one confirms."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import APPROVE_BUDGET
from core.database.fields import EurField, FewLinesField, ManyLinesField, OneLineField
from core.database.triggers import BY_THE_OWNER
from core.formats import format_eur
from core.forms.reasons import LONGEST_REASON
from programs.choices import EntryKind
from programs.models.budget import BudgetLine
from programs.models.grant import Grant
from programs.models.triggers.cancelling import CANCELLING, Cancellable, cancelled_by_two
from programs.models.triggers.dates import days_across_rows, days_in_order
from programs.models.triggers.frozen import filled_once, frozen_once, frozen_with
from programs.models.triggers.signed import booked_as_signed, signed_by
from programs.rules.kinds import BUDGET_KINDS, KINDS

_TAKING = ", ".join(f"'{kind.value}'" for kind in BUDGET_KINDS if KINDS[kind].sign < 0)
SAYS = ("kind", "line", "target", "amount_eur", "booked_on", "document")
WAITS_ALREADY = _(
    "The same booking waits already, for its confirmation or its author. Confirm or withdraw that "
    "one first."
)
MOVING = (EntryKind.CARRY_OVER, EntryKind.COMMITMENT)  # from one line to another

IS_CONFIRMED = f"""NOT {BY_THE_OWNER} AND EXISTS (SELECT FROM programs_budgetbooking
    WHERE id IN (OLD.booking_id, NEW.booking_id) AND confirmed_at IS NOT NULL)"""


class BudgetBookingQuerySet(models.QuerySet["BudgetBooking"]):
    def waiting(self) -> BudgetBookingQuerySet:
        """What a second person has to confirm: the booking, or its cancelling."""
        asked = Q(confirmed_at__isnull=False, cancel_prepared_by__isnull=False)
        return self.filter(
            Q(confirmed_at__isnull=True, return_reason="") | asked,
            cancelled_at__isnull=True,
            withdrawn_at__isnull=True,
        )

    def unsettled(self) -> BudgetBookingQuerySet:
        """Neither confirmed nor withdrawn."""
        return self.filter(confirmed_at__isnull=True, withdrawn_at__isnull=True)

    def returned(self) -> BudgetBookingQuerySet:
        """What was sent back and is neither changed nor withdrawn."""
        return self.unsettled().exclude(return_reason="")


@pghistory.track()
class BudgetBooking(Cancellable):
    """What a budget line gets or gives: two people, then bookings in the ledger.

    A carry-over names its target. With `cases` it takes bound, unpaid money of these cases into
    the new year, together with the money that carries it; what a commitment authorisation binds
    has no money to go along.
    """

    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=[(kind.value, kind.label) for kind in (*BUDGET_KINDS, EntryKind.COMMITMENT)],
    )
    line = models.ForeignKey(
        BudgetLine,
        verbose_name=_("budget line"),
        on_delete=models.PROTECT,
        related_name="bookings",
    )
    target = models.ForeignKey(
        BudgetLine,
        verbose_name=_("to the budget line"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    amount_eur = EurField(_("amount (EUR)"))
    booked_on = models.DateField(_("booked on"))
    document = OneLineField(_("document"), max_length=200)
    reason = FewLinesField(_("reason"), max_length=LONGEST_REASON, blank=True)
    prepared_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField(_("recorded at"), db_default=Now())
    return_reason = ManyLinesField(_("sent back because"), blank=True)
    returned_by = models.ForeignKey(
        User,
        verbose_name=_("sent back by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        verbose_name=_("confirmed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    objects = BudgetBookingQuerySet.as_manager()

    version_parts = ("cases",)

    class Meta:
        verbose_name = _("Budget booking")
        verbose_name_plural = _("Budget bookings")
        ordering = ["-booked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_eur__gt=0),
                name="budget_booking_positive",
                violation_error_message=_("Enter an amount of more than 0,00 €."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MOVING, target__isnull=False)
                | (~Q(kind__in=MOVING) & Q(target__isnull=True)),
                name="budget_booking_target_of_carry_over",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True)
                | (
                    Q(confirmed_by__isnull=False, withdrawn_at__isnull=True)
                    & ~Q(confirmed_by=F("prepared_by"))
                ),
                name="budget_booking_four_eyes",
                violation_error_message=_("Whoever recorded a booking does not confirm it."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(confirmed_at__isnull=False),
                name="cancelled_budget_booking_was_confirmed",
                violation_error_message=_("A booking that is not confirmed is withdrawn."),
            ),
            models.UniqueConstraint(
                fields=SAYS,
                condition=Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="budget_booking_waits_once",
                violation_error_message=WAITS_ALREADY,
            ),
            *cancelled_by_two(
                "budget_booking",
                signed="confirmed_at",
                without_reason=_("Cancelling a booking needs a reason."),
                by_one=_("Whoever asks to cancel a booking does not cancel it."),
            ),
            *days_in_order("budgetbooking"),
        ]
        triggers = [
            days_across_rows("budgetbooking"),
            *frozen_once("confirmed_at", "budget_booking", except_for=CANCELLING),
            filled_once("confirmed_at", "budget_booking", ends="cancelled_at"),
            signed_by("confirmed_at", "prepared_by_id", "confirmed_by_id", APPROVE_BUDGET),
            booked_as_signed(
                "budget_booking_id",
                "CASE WHEN it.confirmed_at IS NULL OR it.cancelled_at IS NOT NULL"
                " OR it.target_id IS NOT NULL THEN 0"
                f" WHEN it.kind IN ({_TAKING}) THEN -it.amount_eur ELSE it.amount_eur END",
                kinds=BUDGET_KINDS,
                columns=["confirmed_at", "cancelled_at"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {format_eur(self.amount_eur)}"


class BookingCase(models.Model):
    """What one case has bound and unpaid when the year changes, as it was recorded."""

    booking = models.ForeignKey(
        BudgetBooking,
        verbose_name=_("Budget booking"),
        on_delete=models.CASCADE,
        related_name="cases",
    )
    grant = models.ForeignKey(
        Grant, verbose_name=_("grant"), on_delete=models.PROTECT, related_name="+"
    )
    amount_eur = EurField(_("amount (EUR)"))
    drawn_eur = EurField(_("of it drawn (EUR)"), default=0)

    named_with = ("grant",)

    class Meta:
        verbose_name = _("Case of a budget booking")
        verbose_name_plural = _("Cases of a budget booking")
        constraints = [
            models.UniqueConstraint(fields=["booking", "grant"], name="booking_case_once"),
            models.CheckConstraint(condition=Q(amount_eur__gt=0), name="booking_case_positive"),
            models.CheckConstraint(
                condition=Q(drawn_eur__gte=0, drawn_eur__lte=F("amount_eur")),
                name="booking_case_drawn_within",
            ),
        ]
        triggers = [
            frozen_with(
                "frozen_with_booking",
                IS_CONFIRMED,
                "the cases of a confirmed booking cannot change",
                "budget_booking",
            )
        ]

    def __str__(self) -> str:
        return f"{self.grant}: {format_eur(self.amount_eur)}"
