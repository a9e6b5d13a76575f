from __future__ import annotations

from django.urls import path

from reports import run_views, views

app_name = "reports"
urlpatterns = [
    path("berichte/", views.report_list, name="list"),
    path("berichte/meine/", run_views.my_reports, name="mine"),
    path("berichte/meine/<int:pk>/datei/", run_views.result, name="result"),
    path("berichte/meine/<int:pk>/abbrechen/", run_views.cancel, name="cancel"),
    path("berichte/meine/<int:pk>/wiederholen/", run_views.repeat, name="repeat"),
    path("berichte/datei-pruefen/", run_views.check_file, name="check_file"),
    path("berichte/<slug:name>/", views.report_page, name="report"),
    path("berichte/<slug:name>/<slug:fmt>/", views.download, name="download"),
]
