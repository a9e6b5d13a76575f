"""From euros to effect: what each grant paid for, and what went live with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import SEE_ALL_MONEY
from core.standing import AsOfForm
from portal.pages_progress import progress_crumbs
from portal.tables_coordination import EffectTable
from programs.effect import effects
from programs.models import Grant


@requires(SEE_ALL_MONEY)
def effect(request: HttpRequest) -> HttpResponse:
    """Grants that name their services; how many grants name none stands beside them."""
    form = AsOfForm.of(request)
    day = form.at or timezone.localdate()
    visible = Grant.objects.visible_to(request.user)
    rows = effects(visible.filter(services__isnull=False).distinct(), day=day)
    return render(
        request,
        "portal/progress/effect.html",
        {
            "page_title": _("From euros to effect"),
            "page_lead": _("Which grant paid for which services where, and what went live."),
            "breadcrumbs": progress_crumbs(_("From euros to effect")),
            "as_of_form": form,
            "day": day,
            "table": EffectTable(rows),
            "shown": len(rows),
            "unknown": visible.filter(services__isnull=True).count(),
        },
    )
