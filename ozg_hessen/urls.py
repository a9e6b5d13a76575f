from __future__ import annotations

from allauth.account import views as account
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from ozg_hessen.api import mounting, page

# The pages of allauth that the house uses; each further one is a road into accounts.
sign_in: list[URLPattern | URLResolver] = [
    path("anmelden/", account.login, name="account_login"),
    path("abmelden/", account.logout, name="account_logout"),
    path("konto/gesperrt/", account.account_inactive, name="account_inactive"),
    path("konto/bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    path("konto/passwort/", account.password_change, name="account_change_password"),
    path("passwort-vergessen/", account.password_reset, name="account_reset_password"),
    path(
        "passwort-vergessen/gesendet/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "passwort-vergessen/fertig/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(  # the key has hyphens of its own
        r"^passwort-vergessen/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]

handler500 = "ozg_hessen.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    *sign_in,
    path("admin/", admin.site.urls),
    path("api/v1/", page.page, name="api_root"),
    path("api/v1/openapi.json", page.description, name="api_description"),
    path("api/v1/", include((mounting.urlpatterns, "api"))),
    path("", include("portal.urls")),
    path("", include("portal.progress.urls")),
    path("", include("programs.urls")),
    path("", include("reports.urls")),
]
