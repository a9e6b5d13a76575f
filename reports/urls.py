from __future__ import annotations

from django.urls import path

from reports import case_files, frozen_views, run_views, schedule_views, views
from reports.open_data import views as open_data

app_name = "reports"
urlpatterns = [
    path("open-data/", open_data.page, name="open_data"),
    path("open-data/datapackage.json", open_data.data_package, name="data_package"),
    path("open-data/360giving.json", open_data.giving, name="giving"),
    path("open-data/katalog.jsonld", open_data.catalogue_json, name="catalogue_json"),
    path("open-data/katalog.rdf", open_data.catalogue_rdf, name="catalogue_rdf"),
    path("open-data/<slug:name>.<slug:fmt>", open_data.open_file, name="open_file"),
    path("zuwendungen/<int:pk>/akte/", case_files.case_zip, name="case_file"),
    path(
        "zuwendungen/<int:pk>/archiv/<slug:message>/",
        case_files.archive_message,
        name="archive_message",
    ),
    path("berichte/", views.report_list, name="list"),
    path("berichte/meine/", run_views.my_reports, name="mine"),
    path("berichte/meine/<int:pk>/datei/", run_views.result, name="result"),
    path("berichte/meine/<int:pk>/abbrechen/", run_views.cancel, name="cancel"),
    path("berichte/meine/<int:pk>/wiederholen/", run_views.repeat, name="repeat"),
    path("berichte/plan/<int:pk>/beenden/", schedule_views.end_schedule, name="end_schedule"),
    path("berichte/datei-pruefen/", run_views.check_file, name="check_file"),
    path("berichte/drucksachen/", frozen_views.frozen_list, name="frozen_list"),
    path("berichte/drucksachen/<int:pk>/", frozen_views.frozen_page, name="frozen"),
    path("berichte/drucksachen/<int:pk>/<slug:fmt>/", frozen_views.frozen_file, name="frozen_file"),
    path("berichte/<slug:name>/drucksache/", frozen_views.freeze, name="freeze"),
    path("berichte/<slug:name>/plan/", schedule_views.schedule, name="schedule"),
    path("berichte/<slug:name>/", views.report_page, name="report"),
    path("berichte/<slug:name>/<slug:fmt>/", views.download, name="download"),
]
