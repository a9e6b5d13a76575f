"""Bills that the state pays itself: typed by one person, booked once another one signs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import PREPARE
from core.admin.step_pages import ActedOnAdmin
from core.errors import RuleError
from core.formats import format_eur


class BillForm(forms.ModelForm[Any]):
    """A bill as it is on paper, checked before anything is saved."""

    user: ClassVar[User]

    def check(self, bill: Any, *, by: User, at: datetime) -> object:
        """Raise RuleError for the first rule that the bill breaks."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's hook between cleaning and saving
        if not self.errors:
            try:
                self.check(self.instance, by=self.user, at=timezone.now())
            except RuleError as error:
                self.refuse(error)

    def refuse(self, error: RuleError) -> None:
        """Say at its field what is wrong, or above all of them where it has none here."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class BillAdmin(ActedOnAdmin):
    """Found correct by one person and booked by another; no amount is typed over."""

    about_template = "admin/programs/_about.html"
    add_fields: Sequence[Any] = ()

    def propose(self, bill: Any, *, by: User, at: datetime) -> object:
        """Save a new bill, found correct by `by`."""
        raise NotImplementedError

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PREPARE)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj is not None else self.add_fields

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by: Any = request.user  # signed in: the admin says so
        self.propose(obj, by=by, at=timezone.now())

    @admin.display(description=_("Amount"), ordering="amount_eur")
    def amount(self, bill: Any) -> str:
        return format_eur(bill.amount_eur)

    @admin.display(description=_("Stands"))
    def stands(self, bill: Any) -> str:
        return self.standing(bill)


class WaitingFilter(admin.SimpleListFilter):
    """What a second person has to sign, and other groups that rows of this kind are in."""

    parameter_name = "standing"
    groups: ClassVar[dict[str, tuple[Any, str]]] = {}  # label and method of the query set

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(key, label) for key, (label, _method) in self.groups.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if (asked := self.value()) not in self.groups:
            return queryset
        chosen = getattr(queryset.model.objects, self.groups[asked][1])()
        return queryset.filter(pk__in=chosen.values("pk"))
