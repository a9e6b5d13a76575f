"""People: accounts without passwords of ours, and the roles they hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import allauth.account.admin  # registers what is taken away below
import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin  # noqa: F401  # registers Group, see below
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pghistory.models import EventsQuerySet

from accounts.choices import ChangeKind
from accounts.models import IDENTITY, SECOND_FACTOR, RoleAssignment, User
from accounts.privacy.former import take_names_off
from accounts.roles import APPROVE_ROLES
from accounts.sign_in.forms import PasswordReset
from accounts.two_people import TwoPeopleAdmin
from core.admin.base import ReadOnlyInline
from core.errors import RuleError
from core.history import history_with_parts
from core.http.buttons import pressed_on

# Rights come from roles alone; mail addresses stand with the user; secrets of a second factor are
# nobody else's, and two people take a lost one away.
for unused in (Group, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(unused)


class RoleInline(ReadOnlyInline):
    """The roles of a person; asked for on a page of their own, because a second person decides."""

    model = RoleAssignment
    fk_name = "user"
    fields = ("role", "area_ags", "reason", "prepared_by", "approved_by", "withdrawn_at")
    readonly_fields = fields


@admin.register(User)
class UserAdmin(TwoPeopleAdmin):
    """Accounts without passwords: people set their own by the link they receive.

    Name, address and activation of a person with rights are changed by two people; switching an
    account off works at once.
    """

    permission = APPROVE_ROLES

    list_display = ("username", "last_name", "first_name", "email", "role_names", "is_active")
    list_filter = ("is_active", "role_assignments__role")
    search_fields = ("username", "last_name", "first_name", "email")
    ordering = ("last_name", "first_name", "username")
    fields = ("username", "first_name", "last_name", "email", "is_active", "last_login")
    readonly_fields = ("last_login",)
    inlines = (RoleInline,)
    change_form_template = "admin/accounts/user/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        held = RoleAssignment.objects.active().order_by("role")
        return User.objects.order_by(*self.ordering).prefetch_related(
            Prefetch("role_assignments", queryset=held, to_attr="held_roles")
        )

    @admin.display(description=gettext_lazy("Roles"))
    def role_names(self, user: Any) -> str:
        return ", ".join(held.get_role_display() for held in user.held_roles)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People stay in the history; an account is switched off instead."""
        return False

    def signed_columns(self, obj: Any, changed: Iterable[str]) -> list[str]:
        if not obj.pk or not User.objects.get(pk=obj.pk).needs_two_people():
            return []
        names = list(changed)
        switched_on = ["is_active"] if "is_active" in names and obj.is_active else []
        return [name for name in IDENTITY if name in names] + switched_on

    def person(self, obj: Any) -> User | None:
        return User.objects.get(pk=obj.pk)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        on_person = pressed_on("admin:accounts_user_change", "pk")
        link = path(
            "<int:pk>/passwort-link/",
            self.admin_site.admin_view(on_person(self.send_link)),
            name="accounts_user_send_link",
        )
        factor = path(
            "<int:pk>/zweiter-faktor/",
            self.admin_site.admin_view(on_person(self.take_factor_away)),
            name="accounts_user_take_factor_away",
        )
        names = path(
            "<int:pk>/namen/",
            self.admin_site.admin_view(on_person(self.take_names_off)),
            name="accounts_user_take_names_off",
        )
        return [link, factor, names, *super().get_urls()]

    def take_factor_away(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Propose that a lost second factor is taken away; a second person approves."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        user.second_factor_round += 1
        reason = _("The person has lost the second factor.")
        return self.proposed(request, user, reason, [SECOND_FACTOR])

    def take_names_off(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Propose a pseudonym for somebody who left; a second person approves."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        try:
            columns = take_names_off(user, at=timezone.now())
        except RuleError as error:
            self.message_user(request, error.message, messages.ERROR)
            return redirect("admin:accounts_user_change", user.pk)
        reason = _("The person has left; the time for which the names are kept is over.")
        return self.proposed(request, user, reason, columns)

    def proposed(
        self, request: HttpRequest, user: User, reason: str, columns: list[str]
    ) -> HttpResponse:
        """To the proposed change, or back to the person with what stands against it."""
        try:
            change = self.propose(request, user, ChangeKind.CHANGE, reason, columns)
        except RuleError as error:
            self.message_user(request, error.message, messages.ERROR)
            return redirect("admin:accounts_user_change", user.pk)
        return self.waiting(request, change)

    def send_link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Mail the person a link to set their password; nobody else sees it."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        form = PasswordReset({"email": user.email})
        if not user.is_active:
            text, level = _("The account is switched off."), messages.ERROR
        elif user.email and form.is_valid():
            form.save(request)
            text, level = _("A link to set the password was sent to %(email)s."), messages.SUCCESS
        else:
            text, level = _("There is no mail address. Enter one and save first."), messages.ERROR
        self.message_user(request, text % {"email": user.email}, level)
        return redirect("admin:accounts_user_change", user.pk)

    def history_events(self, obj: User) -> EventsQuerySet:
        own = Q(pgh_obj_model="accounts.User") | Q(pgh_data__user_id=obj.pk)
        return history_with_parts(obj).filter(
            own, pgh_model__in=["accounts.UserEvent", "accounts.RoleAssignmentEvent"]
        )
