"""What is bound and unpaid where its year is over or its authorisation is due, to be taken over."""

from __future__ import annotations

from datetime import date

from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from core.money import ZERO
from programs.models import BookingCase, BudgetLine, GrantBalance, Payment

EUR: DecimalField[object, object] = DecimalField(max_digits=14, decimal_places=2)

IS_RECORDED = Exists(
    BookingCase.objects.filter(
        grant=OuterRef("grant"),
        booking__line=OuterRef("line"),
        booking__confirmed_at__isnull=True,
        booking__withdrawn_at__isnull=True,
    )
)


def cash_lines(source: BudgetLine, year: int) -> list[BudgetLine]:
    """The lines of `year` that may take over what `source` binds.

    That of the same product alone where there is one, otherwise all of the program.
    """
    lines = BudgetLine.objects.cash().of_year(year).filter(program=source.program_id)
    same = lines.filter(
        kapitel=source.kapitel, foerderprodukt=source.foerderprodukt, titel=source.titel
    )
    return list(same.select_related("program")) or list(lines.select_related("program"))


def rests() -> QuerySet[GrantBalance]:
    """What cases have bound and unpaid on their lines, less what was found correct to be paid.

    `rest_eur` is how much, `drawn_rest_eur` how much of it is drawn. A payment that waits to be
    ordered keeps its money on its line until it is ordered or cancelled.
    """
    prepared = (
        Payment.objects.filter(
            drawdown__grant=OuterRef("grant"),
            drawdown__line=OuterRef("line"),
            ordered_at__isnull=True,
            cancelled_at__isnull=True,
        )
        .order_by()
        .values("drawdown__line")
        .annotate(sum_eur=Sum("amount_eur"))
        .values("sum_eur")
    )
    kept = Coalesce(Subquery(prepared), ZERO, output_field=EUR)
    return (
        GrantBalance.objects.filter(committed_eur__gt=F("paid_eur"))
        .annotate(
            rest_eur=F("committed_eur") - F("paid_eur") - kept,
            drawn_rest_eur=F("drawn_eur") - F("paid_eur") - kept,
        )
        .filter(rest_eur__gt=0)
    )


def bound_on(line: BudgetLine) -> QuerySet[GrantBalance]:
    """What each case would take along from a line, by file reference."""
    rows = rests().filter(line=line).select_related("grant__lead")
    return rows.order_by("grant__file_reference", "pk")


def unrecorded_on(line: BudgetLine) -> QuerySet[GrantBalance]:
    """What each case would take along from a line and nobody recorded yet."""
    return bound_on(line).filter(~IS_RECORDED)


def lines_to_take_over(today: date) -> QuerySet[BudgetLine]:
    """Lines with cash of years that are over, and due authorisations, with an unrecorded rest.

    `open_eur` is how much; what was paid and reclaimed stays where it was paid.
    """
    of_line = rests().filter(~IS_RECORDED, line=OuterRef("pk")).order_by().values("line")
    is_over = Q(due_year__isnull=True, fiscal_year__lt=today.year) | Q(due_year__lte=today.year)
    return (
        BudgetLine.objects.filter(is_over)
        .annotate(open_eur=Subquery(of_line.annotate(sum_eur=Sum("rest_eur")).values("sum_eur")))
        .filter(open_eur__gt=0)
        .select_related("program")
        .order_by("fiscal_year", "program__name", "pk")
    )
