from __future__ import annotations

from django.urls import path

from portal.views import (
    municipality,
    overview,
    reporting,
    reporting_service,
    reporting_table,
    texts,
)

app_name = "portal"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("kommunen/", municipality.municipality_list, name="municipality_list"),
    path("kommunen/<slug:ags>/", municipality.municipality_page, name="municipality"),
    path("meine-kommune/", municipality.my_municipality, name="my_municipality"),
    path("meine-kommune/<slug:ags>/leistungen/", reporting.reporting, name="reporting"),
    path(
        "meine-kommune/<slug:ags>/leistungen/aendern/",
        reporting.reporting_bulk,
        name="reporting_bulk",
    ),
    path(
        "meine-kommune/<slug:ags>/leistungen/unveraendert/",
        reporting.reporting_unchanged,
        name="reporting_unchanged",
    ),
    path(
        "meine-kommune/<slug:ags>/leistungen/tabelle/",
        reporting_table.reporting_table,
        name="reporting_table",
    ),
    path(
        "meine-kommune/<slug:ags>/leistungen/tabelle/<slug:ending>/",
        reporting_table.reporting_template,
        name="reporting_template",
    ),
    path(
        "meine-kommune/<slug:ags>/leistungen/<slug:ozg_id>/",
        reporting_service.reporting_service,
        name="reporting_service",
    ),
    path("barrierefreiheit/", texts.accessibility, name="accessibility"),
    path("datenschutz/", texts.privacy, name="privacy"),
    path("impressum/", texts.imprint, name="imprint"),
]
