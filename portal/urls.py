from __future__ import annotations

from django.urls import path

from portal import barrier, help_page, keys, own_data, saved_views, sessions, texts
from portal.digest import views as digest_views
from portal.explain import views as explain_views
from portal.map import views as map_views
from portal.municipality import bodies, calendar_feed, compare, deadlines, sheet, towns, views
from portal.overview.page import overview
from portal.rollout_desk import service, services, table
from portal.search import pages as search
from portal.travel import travel

app_name = "portal"
urlpatterns = [
    path("", overview, name="overview"),
    path("zahl/<slug:code>/", explain_views.figure, name="figure"),
    path("zahl/<slug:code>/<slug:fmt>/", explain_views.figure_file, name="figure_file"),
    path("karte/", map_views.map_page, name="map"),
    path("karte/werte/", map_views.map_values, name="map_values"),
    path("suche/", search.search, name="search"),
    path("suche/kommunen/", search.bodies, name="search_bodies"),
    path("kommunen/", bodies.municipality_list, name="municipality_list"),
    path("kommunen/vergleich/", compare.comparison, name="comparison"),
    path("kommunen/partner/", compare.partners, name="partners"),
    path("fristen/", deadlines.deadline_calendar, name="deadlines"),
    path("fristen/kalender.ics", calendar_feed.calendar_feed, name="calendar_feed"),
    path("hilfe/", help_page.help_page, name="help"),
    path("kommunen/<slug:ags>/", views.municipality_page, name="municipality"),
    path("kommunen/<slug:ags>/gemeinden/", towns.towns, name="towns"),
    path("kommunen/<slug:ags>/foerderblatt/", sheet.sheet, name="sheet"),
    path("kommunen/<slug:ags>/foerderblatt/<slug:fmt>/", sheet.sheet_file, name="sheet_file"),
    path("meine-kommune/", views.my_municipality, name="my_municipality"),
    path("meine-kommune/<slug:ags>/leistungen/", services.reporting, name="reporting"),
    path(
        "meine-kommune/<slug:ags>/leistungen/aendern/",
        services.reporting_bulk,
        name="reporting_bulk",
    ),
    path(
        "meine-kommune/<slug:ags>/leistungen/unveraendert/",
        services.reporting_unchanged,
        name="reporting_unchanged",
    ),
    path(
        "meine-kommune/<slug:ags>/leistungen/tabelle/",
        table.reporting_table,
        name="reporting_table",
    ),
    path(
        "meine-kommune/<slug:ags>/leistungen/tabelle/<slug:ending>/",
        table.reporting_template,
        name="reporting_template",
    ),
    path(
        "meine-kommune/<slug:ags>/leistungen/<slug:ozg_id>/",
        service.reporting_service,
        name="reporting_service",
    ),
    path("stand/", travel, name="travel"),
    path("konto/ansichten/", saved_views.saved_views, name="saved_views"),
    path("konto/ansichten/<int:pk>/vergessen/", saved_views.forget_view, name="forget_view"),
    path("konto/wochenmail/", digest_views.digest, name="digest"),
    path("wochenmail/<str:token>/", digest_views.digest_ended, name="digest_ended"),
    path("konto/auskunft/", own_data.own_data_file, name="own_data"),
    path("konto/anmeldungen/", sessions.sessions, name="sessions"),
    path(
        "konto/anmeldungen/andere/beenden/",
        sessions.other_sessions_ended,
        name="other_sessions_ended",
    ),
    path("konto/anmeldungen/<slug:mark>/beenden/", sessions.session_ended, name="session_ended"),
    path("konto/schluessel/", keys.keys, name="keys"),
    path("konto/schluessel/neu/", keys.new_key, name="new_key"),
    path("konto/schluessel/<int:pk>/widerrufen/", keys.key_revoked, name="key_revoked"),
    path("barrierefreiheit/melden/", barrier.barrier, name="barrier"),
    path("barrierefreiheit/", texts.accessibility, name="accessibility"),
    path("datenschutz/", texts.privacy, name="privacy"),
    path("impressum/", texts.imprint, name="imprint"),
]
