"""Addresses of the pages about progress."""

from __future__ import annotations

from django.urls import path

from portal.progress import (
    coordination,
    effect,
    factories,
    next_steps,
    series,
    service,
    services,
    start,
    work_lists,
)

app_name = "progress"
urlpatterns = [
    path("kommunen/<slug:ags>/naechste-schritte/", next_steps.next_for, name="next_steps"),
    path("leistungen/", services.service_list, name="service_list"),
    path("leistungen/<slug:ozg_id>/", service.service_page, name="service"),
    path("fortschritt/", start.start, name="start"),
    path("fortschritt/aufgaben/", work_lists.work_lists, name="work_lists"),
    path("fortschritt/aufgaben/<slug:fmt>/", work_lists.work_list_file, name="work_list_file"),
    path("fortschritt/verlauf/", series.month_series, name="series"),
    path("fortschritt/fabriken/", factories.factories, name="factories"),
    path("fortschritt/wirkung/", effect.effect, name="effect"),
    path("fortschritt/blaupausen/", coordination.reuse, name="reuse"),
    path("fortschritt/koordinierung/", coordination.coordination, name="coordination"),
]
