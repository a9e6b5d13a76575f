from __future__ import annotations

from django.urls import path

from programs.views import letters, pages

app_name = "programs"
urlpatterns = [
    path("foerderprogramme/", pages.program_list, name="program_list"),
    path("foerderprogramme/<slug:code>/", pages.program_page, name="program"),
    path("zuwendungen/<int:pk>/", pages.grant_page, name="grant"),
    path(
        "zuwendungen/<int:pk>/schreiben/<int:number>/<slug:fmt>/",
        letters.letter_file,
        name="letter",
    ),
]
