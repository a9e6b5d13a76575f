from __future__ import annotations

from django.urls import path

from programs import views

app_name = "programs"
urlpatterns = [
    path("foerderprogramme/", views.program_list, name="program_list"),
    path("foerderprogramme/<slug:code>/", views.program_page, name="program"),
    path("zuwendungen/<int:pk>/", views.grant_page, name="grant"),
]
