"""Programs, directives, envelopes and what others published about them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVE_BUDGET, PREPARE
from accounts.two_people import TwoPeopleAdmin
from core.admin.base import DeskAdmin, ReadOnlyAdmin, ReadOnlyInline
from core.formats import format_count, format_eur, format_known_day
from programs.models import (
    Authority,
    BudgetLine,
    Directive,
    Envelope,
    EnvelopePart,
    InKindSupport,
    Program,
    PublishedFigure,
)
from programs.models.program import LIMITS


class DirectiveInline(ReadOnlyInline):
    model = Directive
    fields = ("version", "valid_from", "valid_to", "per_partner_eur", "cap_eur", "min_partners")
    readonly_fields = fields
    show_change_link = True


class LineInline(ReadOnlyInline):
    model = BudgetLine
    fields = ("fiscal_year", "due_year", "foerderprodukt", "available", "committed", "free")
    readonly_fields = fields
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[BudgetLine]:
        return BudgetLine.objects.select_related("balance", "program")

    @admin.display(description=_("Available"))
    def available(self, line: BudgetLine) -> str:
        return format_eur(line.balance.available_eur)

    @admin.display(description=_("Committed"))
    def committed(self, line: BudgetLine) -> str:
        return format_eur(line.balance.committed_eur)

    @admin.display(description=_("Free"))
    def free(self, line: BudgetLine) -> str:
        return format_eur(line.balance.free_eur)


@admin.register(Program)
class ProgramAdmin(TwoPeopleAdmin):
    """A program with its directives and lines; from here a new case starts with its program.

    What limits those who prepare and sign is changed by two people: begin and end, the kind of
    funding, the papers that are asked for, the amounts from which a third signature and the budget
    officer's consent are needed, and the days a decision may be dated back.
    """

    signed_fields = LIMITS
    names_of_columns = ("general_knowledge",)
    permission = APPROVE_BUDGET

    list_display = ("name", "grant_kind", "parent", "cases", "starts_on", "ends_on")
    list_filter = ("grant_kind",)
    list_select_related = ("parent",)
    search_fields = ("name", "code")
    inlines = (DirectiveInline, LineInline)
    change_form_template = "admin/programs/program/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Program]:
        return Program.objects.visible_to(request.user).annotate(case_count=Count("grants"))

    @admin.display(description=_("Cases"), ordering="case_count")
    def cases(self, program: Any) -> str:
        return format_count(program.case_count)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        context["may_add_case"] = request.user.has_perm(PREPARE)
        return super().render_change_form(request, context, *args, **kwargs)


class PartInline(ReadOnlyInline):
    model = EnvelopePart
    fk_name = "whole"
    fields = ("part", "note")
    verbose_name_plural = _("Contains")


@admin.register(Envelope)
class EnvelopeAdmin(ReadOnlyAdmin):
    """Amounts promised in public, as their sources say them."""

    list_display = ("name", "amount", "qualifier", "program", "period_from", "period_to")
    list_select_related = ("program",)
    search_fields = ("name",)
    inlines = (PartInline,)

    @admin.display(description=_("Amount"), ordering="amount_eur")
    def amount(self, envelope: Envelope) -> str:
        return format_eur(envelope.amount_eur)


@admin.register(PublishedFigure)
class PublishedFigureAdmin(ReadOnlyAdmin):
    """Figures of others: shown beside ours, never changed here."""

    list_display = ("measure", "qualifier", "value", "unit", "program", "known_as_of", "source")
    list_filter = ("program", "qualifier")
    list_select_related = ("program",)
    search_fields = ("key", "measure", "source")
    exclude = ("as_of",)
    readonly_fields = ("known_as_of",)

    @admin.display(description=_("as of"), ordering="as_of")
    def known_as_of(self, figure: PublishedFigure) -> str:
        return format_known_day(figure.as_of)


@admin.register(Authority)
class AuthorityAdmin(TwoPeopleAdmin):
    """The address stands in letters; a new name is a new authority of the reference data."""

    permission = APPROVE_BUDGET
    fields = ("name", "address", "valid_from", "valid_to")
    readonly_fields = ("name", "valid_from", "valid_to")
    list_display = ("name", "address", "valid_from", "valid_to")
    search_fields = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(InKindSupport)
class InKindSupportAdmin(DeskAdmin):
    """What a body received without money; no amount is invented for it."""

    list_display = ("received_on", "municipality", "description", "quantity", "program")
    list_display_links = ("description",)
    list_filter = ("program",)
    list_select_related = ("municipality", "program")
    search_fields = ("description", "municipality__search_name")
    autocomplete_fields = ("municipality",)
    date_hierarchy = "received_on"
