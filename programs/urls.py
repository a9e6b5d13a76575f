from __future__ import annotations

from django.urls import path

from programs.views import case, cases, letters, pages
from programs.views.draft import pages as draft
from programs.views.hand_in import pages as hand_in
from programs.views.hand_in import receipt

app_name = "programs"
urlpatterns = [
    path("foerderprogramme/", pages.program_list, name="program_list"),
    path("foerderprogramme/<slug:code>/", pages.program_page, name="program"),
    path("zuwendungen/", cases.case_list, name="case_list"),
    path("zuwendungen/<int:pk>/", case.grant_page, name="grant"),
    path("zuwendungen/<int:pk>/mittelabruf/", hand_in.drawdown, name="hand_in_drawdown"),
    path("zuwendungen/<int:pk>/verwendungsnachweis/", hand_in.proof, name="hand_in_proof"),
    path(
        "zuwendungen/<int:pk>/zwischennachweis/<int:year>/",
        hand_in.interim,
        name="hand_in_interim",
    ),
    path("antraege/", draft.draft_list, name="drafts"),
    path("antraege/neu/<slug:code>/", draft.begin, name="draft_begin"),
    path("antraege/neu/<slug:code>/<int:call>/", draft.begin, name="draft_begin_call"),
    path("antraege/<int:pk>/", draft.draft_page, name="draft"),
    path("antraege/<int:pk>/unterlage/", draft.paper, name="draft_paper"),
    path("antraege/<int:pk>/einreichen/", draft.send, name="draft_send"),
    path("antraege/<int:pk>/verwerfen/", draft.throw_away, name="draft_throw_away"),
    path("antraege/teil/<int:pk>/", draft.part, name="draft_part"),
    path("unterlagen/<int:pk>/", hand_in.paper, name="hand_in_paper"),
    path("eingaenge/<int:pk>/", receipt.hand_in, name="hand_in"),
    path("eingaenge/<int:pk>/dateien/<int:file_pk>/", receipt.hand_in_file, name="hand_in_file"),
    path(
        "zuwendungen/<int:pk>/schreiben/<int:number>/<slug:fmt>/",
        letters.letter_file,
        name="letter",
    ),
]
