"""The pages of allauth that the house uses; each further one is a road into accounts."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as key
from django.urls import URLPattern, URLResolver, path, re_path

from accounts.identity import views as identity

FACTOR = "konto/zweiter-faktor/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("anmelden/", account.login, name="account_login"),
    path("anmelden/schluessel/", key.login_webauthn, name="mfa_login_webauthn"),
    path("anmelden/landeskonto/", identity.begin, name="identity_begin"),
    path("anmelden/landeskonto/zurueck/", identity.callback, name="identity_callback"),
    path("anmelden/zweiter-faktor/", factor.authenticate, name="mfa_authenticate"),
    path("abmelden/", account.logout, name="account_logout"),
    path("konto/gesperrt/", account.account_inactive, name="account_inactive"),
    path("konto/bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    path("konto/bestaetigen/code/", factor.reauthenticate, name="mfa_reauthenticate"),
    path(
        "konto/bestaetigen/schluessel/",
        key.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("konto/passwort/", account.password_change, name="account_change_password"),
    path(FACTOR, factor.index, name="mfa_index"),
    path(FACTOR + "app/", app.activate_totp, name="mfa_activate_totp"),
    path(FACTOR + "app/abschalten/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path(FACTOR + "notfallcodes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        FACTOR + "notfallcodes/neu/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(FACTOR + "schluessel/", key.list_webauthn, name="mfa_list_webauthn"),
    path(FACTOR + "schluessel/neu/", key.add_webauthn, name="mfa_add_webauthn"),
    path(FACTOR + "schluessel/<int:pk>/", key.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        FACTOR + "schluessel/<int:pk>/entfernen/", key.remove_webauthn, name="mfa_remove_webauthn"
    ),
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
