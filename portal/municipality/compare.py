"""Up to four bodies side by side, and partners near a body for a subject."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import RequestConfig

from accounts.access import requires
from accounts.roles import SEE_PROGRESS
from core.as_of import AsOf
from core.forms.fields import CountField
from core.standing import standing
from municipalities.body_choice import BodyField
from municipalities.models import Municipality, municipalities_of
from portal.tables import NeighbourTable
from services.models import OzgService
from services.queries.neighbours import compare, working_on
from services.queries.versions import basis_today

MOST_BODIES, MOST_SERVICES, PER_PAGE = 4, 20, 50
USUAL_KM, FURTHEST_KM = 40, 300


class CompareForm(forms.Form):
    """Up to four bodies."""

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_BODIES + 1):
            label = _("Municipal body %(number)s") % {"number": number}
            self.fields[f"kommune{number}"] = BodyField(
                queryset=bodies, label=label, required=False, help_text=""
            )

    @property
    def keys(self) -> list[str]:
        chosen = [body.ags for body in self.cleaned_data.values() if body]
        return list(dict.fromkeys(chosen))


class PartnerForm(forms.Form):
    """Near which body, for which subject, how far."""

    kommune = BodyField(label=gettext_lazy("Near which municipal body"))
    thema = forms.CharField(
        label=gettext_lazy("Subject or service"),
        max_length=100,
        help_text=gettext_lazy("For example Geburtsurkunde or Parkausweis."),
    )
    umkreis = CountField(
        label=gettext_lazy("Within (km)"),
        min_value=1,
        max_value=FURTHEST_KM,
        required=False,
        initial=USUAL_KM,
    )


@requires(SEE_PROGRESS, by_area=True)
def comparison(request: HttpRequest) -> HttpResponse:
    """The figures of the chosen bodies beside the mean of bodies like them."""
    bodies = Municipality.objects.visible_to(request.user).recipients()
    form = CompareForm(request.GET, bodies=bodies)
    context: dict[str, Any] = {
        "page_title": _("Compare municipalities"),
        "breadcrumbs": _crumbs(_("Compare municipalities")),
        "form": form,
        "rows": compare(form.keys, request.user) if form.is_valid() else [],
        "progress_standing": standing("progress", at=AsOf.today()),
        "progress_basis": basis_today(),
    }
    return render(request, "portal/comparison.html", context)


@requires(SEE_PROGRESS)
def partners(request: HttpRequest) -> HttpResponse:
    """Who near a body works on a subject, with distance and contact."""
    own = sorted(municipalities_of(request.user))
    data = request.GET if "thema" in request.GET else None
    form = PartnerForm(data, initial={"kommune": own[-1] if own else ""})
    context: dict[str, Any] = {
        "page_title": _("Find partners"),
        "page_lead": _("Who near you has registered, set up or put online a service."),
        "breadcrumbs": _crumbs(_("Find partners")),
        "form": form,
    }
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        services = list(OzgService.objects.search(values["thema"])[:MOST_SERVICES])
        km = values["umkreis"] or USUAL_KM
        day = timezone.localdate()
        found = working_on(services, values["kommune"], within_km=km, day=day)
        table = NeighbourTable(found)
        RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
        context |= {"services": services, "table": table}
    return render(request, "portal/partners.html", context)


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [(_("Municipalities and districts"), reverse("portal:municipality_list")), (title, "")]
