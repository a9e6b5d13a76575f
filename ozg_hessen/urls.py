from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

handler500 = "ozg_hessen.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("accounts.sign_in.urls")),
    path("admin/", admin.site.urls),
    path("", include("portal.urls")),
    path("", include("portal.progress.urls")),
    path("", include("programs.urls")),
    path("", include("reports.urls")),
]
