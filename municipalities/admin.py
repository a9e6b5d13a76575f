"""Municipal bodies, their inhabitants, and who works for them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import APPROVE_ROLES
from accounts.two_people import RemovedByTwoAdmin
from core.admin.base import ReadOnlyAdmin, ReadOnlyInline
from core.database.text_keys import search_key
from core.formats import format_count, format_day
from municipalities.models import Membership, Municipality, PopulationFigure


class PopulationInline(ReadOnlyInline):
    model = PopulationFigure
    fields = ("as_of", "population", "basis", "source")
    ordering = ("-as_of",)


class MembershipInline(ReadOnlyInline):
    model = Membership
    fields = ("user",)


@admin.register(Municipality)
class MunicipalityAdmin(ReadOnlyAdmin):
    """Master data come from the official register by import; nobody types them here.

    The app above adds the step that ends a body, because its successor takes over its progress.
    """

    list_display = ("name", "kind", "ags", "district", "valid_from", "valid_to", "successor")
    list_filter = ("kind", "special_status", "district")
    list_select_related = ("district", "successor")
    search_fields = ("ags",)
    search_help_text = gettext_lazy("Name or AGS; “giess” finds Gießen.")
    inlines = (PopulationInline, MembershipInline)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Bodies whose name contains the text; those that start with it come first."""
        if not search_term:
            return queryset, False
        found = Municipality.objects.search(search_term).values("pk")
        starts = Case(When(search_name__startswith=search_key(search_term), then=0), default=1)
        return queryset.filter(pk__in=found).order_by(starts, "sort_name", "ags"), False

    def autocomplete_label(self, body: Municipality) -> str:
        """Name with kind, key, and the end of a body that exists no more."""
        label = f"{body.full_name} · {body.ags}"
        if body.valid_to is None:
            return label
        return _("%(body)s, until %(day)s") % {"body": label, "day": format_day(body.valid_to)}


@admin.register(PopulationFigure)
class PopulationFigureAdmin(ReadOnlyAdmin):
    list_display = ("municipality", "as_of", "inhabitants", "basis", "source")
    list_filter = ("basis", "as_of")
    list_select_related = ("municipality",)
    search_fields = ("municipality__search_name", "municipality__ags")

    @admin.display(description=gettext_lazy("Inhabitants"), ordering="population")
    def inhabitants(self, figure: PopulationFigure) -> str:
        return format_count(figure.population)


@admin.register(Membership)
class MembershipAdmin(RemovedByTwoAdmin):
    """Who sees the cases of which body; who works for a body does not decide on its cases.

    Giving and taking are done by two people, as both widen what somebody may do.
    """

    permission = APPROVE_ROLES

    list_display = ("user", "municipality")
    list_select_related = ("user", "municipality")
    search_fields = ("user__username", "user__last_name", "municipality__search_name")
    autocomplete_fields = ("user", "municipality")

    def person(self, obj: Any) -> User | None:
        person: User = obj.user
        return person
