"""Addresses of the pages about progress."""

from __future__ import annotations

from django.urls import path

from portal.views import progress, worklists

app_name = "progress"
urlpatterns = [
    path("fortschritt/", progress.start, name="start"),
    path("fortschritt/aufgaben/", worklists.work_lists, name="work_lists"),
    path("fortschritt/aufgaben/<slug:fmt>/", worklists.work_list_file, name="work_list_file"),
]
