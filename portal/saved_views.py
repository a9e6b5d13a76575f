"""“Saved views”: a person keeps a filtered page by a name, opens it again, and forgets it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import requires
from accounts.models import SavedView, User
from accounts.roles import SEE_PROGRESS, SEE_STATE_MONEY
from core.http.buttons import pressed_on

MOST_VIEWS = 50


class SavedViewForm(forms.ModelForm[SavedView]):
    """The name of a view; its address comes along from the page it was saved on."""

    class Meta:
        model = SavedView
        fields = ("name", "address")
        labels = {"name": gettext_lazy("Name of the view")}
        widgets = {"address": forms.HiddenInput}

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if not is_page(address):
            raise forms.ValidationError(_("This address is no page of this application."))
        return address

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if SavedView.objects.filter(person=self.instance.person, name=name).exists():
            raise forms.ValidationError(_("You have a view of this name already."))
        return name

    def clean(self) -> dict[str, Any] | None:
        if SavedView.objects.filter(person=self.instance.person).count() >= MOST_VIEWS:
            message = _("You have %(most)s views. Forget one first.")
            raise forms.ValidationError(message % {"most": MOST_VIEWS})
        return super().clean()


def is_page(address: str) -> bool:
    """Whether the address, with its query, leads to a page of the portal or the programs."""
    path = address.partition("?")[0]
    if not path.startswith("/"):
        return False
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return found.app_name in ("portal", "progress", "programs", "reports")


def is_saved(form: SavedViewForm) -> bool:
    """Whether the view is kept; two tabs at one instant are answered like one after the other."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=form.instance.person_id)
        if form.is_valid():
            form.save()
            return True
    return False


@requires(SEE_PROGRESS, SEE_STATE_MONEY, by_area=True)
def saved_views(request: HttpRequest) -> HttpResponse:
    """The person's views; with ?adresse=… the form that saves one."""
    user: Any = request.user
    view = SavedView(person=user)
    form = None
    if request.method == "POST":
        form = SavedViewForm(request.POST, instance=view)
        if is_saved(form):
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
            return redirect(view.address)
    elif is_page(address := request.GET.get("adresse", "")):
        form = SavedViewForm(initial={"address": address}, instance=view)
    title = _("Saved views")
    context = {
        "page_title": title,
        "breadcrumbs": [(title, "")],
        "form": form,
        "views": SavedView.objects.filter(person=user),
    }
    return render(request, "portal/saved_views.html", context)


@requires(SEE_PROGRESS, SEE_STATE_MONEY, by_area=True)
@pressed_on("portal:saved_views")
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the view; its page stays as it is."""
    user: Any = request.user
    view = get_object_or_404(SavedView, pk=pk, person=user)
    view.delete()
    messages.success(request, _("The view “%(name)s” is forgotten.") % {"name": view.name})
    return redirect("portal:saved_views")
