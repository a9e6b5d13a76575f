"""The administration: open to the roles of the ministry, its first page is a to-do list."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.queries import has_any_role
from accounts.roles import ADMIN_SITE
from portal.administration.menu import GROUPS
from portal.administration.todo import todos


class LabelledAutocomplete(AutocompleteJsonView):
    """Choices say enough to tell namesakes apart, where the admin of the model knows more."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        label = getattr(self.model_admin, "autocomplete_label", str)
        return {"id": str(getattr(obj, to_field_name)), "text": label(obj)}


class HouseAdminSite(admin.AdminSite):
    site_header = _("OZG Hessen: administration")
    site_title = _("OZG Hessen")
    index_title = _("What to do today")
    index_template = "admin/index.html"
    empty_value_display = "–"
    enable_nav_sidebar = False  # the menu in the header leaves the width to the lists

    def get_urls(self) -> list[Any]:
        """Django's, without the shortcut that opens any row of any table by its number."""
        entries = super().get_urls()
        return [entry for entry in entries if getattr(entry, "name", "") != "view_on_site"]

    def has_permission(self, request: HttpRequest) -> bool:
        return has_any_role(request.user, ADMIN_SITE)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The one sign-in of the house; who is signed in and still lands here may not enter."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", request.path.removesuffix("login/")))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return account.logout(request)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        today = timezone.localdate()
        user: Any = request.user
        extra = {"todos": todos(user, today=today), "today": today}
        return super().index(request, extra | (extra_context or {}))

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return LabelledAutocomplete.as_view(admin_site=self)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The models in the groups officers think in, instead of by Django app."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        models = {
            f"{app['app_label']}.{model['object_name']}": model
            for app in apps
            for model in app["models"]
        }
        grouped = [
            {
                "name": name,
                "app_label": key,
                "app_url": f"#{key}",
                "has_module_perms": True,
                "models": [models[label] for label in labels if label in models],
            }
            for key, name, labels in GROUPS
        ]
        return [group for group in grouped if group["models"]]
