from __future__ import annotations

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("berichte/", views.report_list, name="list"),
    path("berichte/<slug:name>/", views.report_page, name="report"),
    path("berichte/<slug:name>/<slug:fmt>/", views.download, name="download"),
]
