"""What all our admin pages share: German fields, the history with reasons, read-only models."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import TO_FIELD_VAR, IncorrectLookupParameters
from django.contrib.admin.utils import flatten, unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from pghistory.models import EventsQuerySet

from core.admin.columns import figure_column
from core.admin.fields import GermanFields
from core.admin.forms import RowFormSet, desk_form, is_written_list, rows_as_shown
from core.admin.joins import joins_of
from core.admin.lookups import declared_lookups
from core.admin.saving import Submission
from core.forms.choices import PLEASE_CHOOSE
from core.history import changes, history_of
from core.imports.cells import has_control_characters
from core.reporting import reports_of
from core.sending.seen import CONFLICT, as_errors, check_shown, has_changed
from core.sending.versions import Changed, version_of, versions_of
from core.tables.ordering import in_order
from core.tables.search import FOLDED, found_in

CHANGES_PER_PAGE = 50


class ListRowForm(forms.ModelForm[Any]):
    """A row edited in a list; its fields say what they are and of which row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {self.instance}"


class DeskList(ChangeList):
    """A list that sorts its columns as the tables of pages do."""

    def get_filters(self, request: HttpRequest) -> Any:
        """Django's; what no column can hold is a wrong question, as a wrong lookup is."""
        asked: dict[str, list[str]] = self.get_filters_params()
        if any(has_control_characters(value) for values in asked.values() for value in values):
            raise IncorrectLookupParameters
        return super().get_filters(request)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        order: list[Any] = []
        for part in super().get_ordering(request, queryset):
            if isinstance(part, str) and part not in ("pk", "-pk"):
                order += in_order(self.model, part)
            else:
                order.append(part)
        return order if order[-1] in ("pk", "-pk") else [*order, "-pk"]


class DeskAdmin(GermanFields, admin.ModelAdmin[Any]):
    """A model as officers meet it: German fields, history with user, reason and old values."""

    list_per_page = 25  # a phone shows a card for each row
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    allowed_lookups: tuple[str, ...] = ()  # sent by links of other pages, beside the filters

    class Media:
        css = {"all": ("css/admin-cases.css", "css/admin-lists.css")}
        js = ("admin/js/jquery.init.js", "js/admin-names.js", "js/admin-lists.js")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DeskList

    def view_on_site(self, obj: models.Model) -> str | None:
        """The page of the portal that shows the object, where there is one."""
        url = getattr(obj, "get_absolute_url", None)
        return url() if url is not None else None

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the list declares: its filters, its calendar, its `allowed_lookups`."""
        filters = self.get_list_filter(request) if request is not None else self.list_filter
        return lookup in declared_lookups(
            self.model,
            filters=filters,
            date_hierarchy=self.date_hierarchy,
            others=self.allowed_lookups,
        )

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns; a decimal is shown as a figure with its unit, never as it is stored."""
        return [figure_column(self.model, name) for name in super().get_list_display(request)]

    def get_action_choices(
        self, request: HttpRequest, default_choices: Any = (("", PLEASE_CHOOSE),)
    ) -> Any:
        return super().get_action_choices(request, [*default_choices])

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A key that others point at is typed once: saved under another one it would be a copy."""
        fields = list(super().get_readonly_fields(request, obj))
        key: Any = self.opts.pk
        is_typed = obj is not None and not isinstance(key, models.AutoField)
        return [key.name, *fields] if is_typed and key.name not in fields else fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Every word has to be found, in any order; "Gießen" and "giess" find stored keys."""
        names = self.get_search_fields(request)
        if not any(name.endswith(FOLDED) for name in names) or not search_term:
            return super().get_search_results(request, queryset, search_term)
        for word in search_term.split():
            queryset = queryset.filter(found_in(names, word))
        return queryset, False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list; rows edited in it are written as they were shown, or not at all."""
        title = capfirst(str(self.opts.verbose_name_plural))
        reports = reports_of(self.opts.label, request.user)
        context = {"title": title, "reports": reports, **(extra_context or {})}
        if not is_written_list(request):
            return self._list_of_versions(request, context)
        with transaction.atomic():
            response = self._list_of_versions(request, context)
            cl = (getattr(response, "context_data", None) or {}).get("cl")
            if cl is not None and cl.formset is not None and has_changed(cl.formset):
                response.status_code = CONFLICT
            return response

    changelist_view.claims_each = True  # type: ignore[attr-defined]  # see core.sending.sent_once

    def _list_of_versions(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        """The list with the versions of the rows that may be edited in it."""
        response = super().changelist_view(request, context)
        shown: dict[str, Any] = getattr(response, "context_data", None) or {}
        cl = shown.get("cl")
        if cl is not None and cl.formset is not None:
            shown["seen"] = versions_of(cl.result_list).values()
        return response

    def get_actions(self, request: HttpRequest) -> Any:
        """Rows are deleted one by one, on a page that shows what goes with them."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": ListRowForm, **kwargs})

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        return rows_as_shown(super().get_changelist_formset(request, **kwargs), request)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        return desk_form(form)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Save what was seen; what is refused is said on the form, which keeps what was typed."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            return self._save(request, object_id, form_url, extra_context or {})

    def _save(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra: dict[str, Any]
    ) -> HttpResponse:
        if object_id is not None:
            self._ask_whether_changed(request)
        to_field = request.POST.get(TO_FIELD_VAR)
        if to_field and not self.to_field_allowed(request, to_field):
            raise DisallowedModelAdminToField(to_field)
        changed = self._changed_since_shown(request, object_id)
        obj = self._stands(request, object_id)
        if object_id is not None and obj is None:
            desk: Any = self
            gone: HttpResponse = desk._get_obj_does_not_exist_redirect(
                request, self.opts, object_id
            )
            return gone
        typed = Submission.read(self, request, obj)
        if typed.is_valid() and changed is None and (answer := typed.write()) is not None:
            return answer
        if changed is not None:
            typed.refuse(changed)
        original = self._stands(request, object_id)
        context = typed.as_context(original) | extra
        is_new = original is None
        page = self.render_change_form(
            request, context, add=is_new, change=not is_new, obj=original, form_url=form_url
        )
        page.status_code = CONFLICT if changed is not None else page.status_code
        return page

    def _ask_whether_seen(self, request: HttpRequest) -> None:
        """Whoever sees none of these rows hears that, before hearing which there are.

        Raises PermissionDenied.
        """
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied

    def _ask_whether_changed(self, request: HttpRequest) -> None:
        """The same before a row is locked, which the database allows where rows change."""
        self._ask_whether_seen(request)
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _ask_whether_deleted_by(self, request: HttpRequest, object_id: str) -> None:
        """The same before anything is said about a deletion. Raises PermissionDenied."""
        if not self.has_delete_permission(request, self._stands(request, object_id)):
            raise PermissionDenied

    def _stands(self, request: HttpRequest, object_id: str | None) -> Any:
        """The row as it stands, None for a new one and where there is none."""
        return None if object_id is None else self.get_object(request, unquote(object_id))

    def answer(self, request: HttpRequest, form: Any) -> HttpResponse | None:
        """Where a written form leads to, unless it is the usual way."""
        return None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = context.get("original")
        if obj is not None and self.has_change_permission(request, obj):
            context["seen"] = version_of(obj)
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Delete what was seen; where it has changed since, say so and ask again."""
        self._ask_whether_deleted_by(request, object_id)
        with transaction.atomic():
            is_sent = request.method == "POST"
            changed = self._changed_since_shown(request, object_id) if is_sent else None
            if changed is not None:
                for line in as_errors(changed):
                    self.message_user(request, line, messages.ERROR)
                return redirect(request.path)
            obj = self.get_object(request, unquote(object_id))
            seen = {} if obj is None else {"seen": version_of(obj)}
            return super().delete_view(request, object_id, {**seen, **(extra_context or {})})

    def _changed_since_shown(self, request: HttpRequest, object_id: str | None) -> Changed | None:
        """How the row differs from what was shown; it is locked from now on."""
        obj = self._stands(request, object_id)
        if obj is None:
            return None
        try:
            check_shown(request, obj)
        except Changed as changed:
            return changed
        return None

    def history_events(self, obj: Any) -> EventsQuerySet:
        """The events its history shows, newest first."""
        return history_of(obj)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every stored change of the object and its parts, newest first."""
        self._ask_whether_seen(request)
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        page = Paginator(self.history_events(obj), CHANGES_PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of changes"),
            "subtitle": str(obj),
            "object": obj,
            "opts": self.opts,
            "page": page,
            "changes": changes(page),
            "module_name": str(self.opts.verbose_name_plural),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)


class ReadOnlyAdmin(DeskAdmin):
    """To look at, never to change: what it shows is written by actions or imports."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DeskInline(GermanFields, admin.TabularInline[Any, Any]):
    """Rows below their parent, with German fields."""

    formset = RowFormSet
    extra = 0
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows with the rows they name: a page costs the same for one and for thirty."""
        rows: QuerySet[Any] = super().get_queryset(request)
        names = flatten(self.fields or [field.name for field in self.opts.fields])
        return rows.select_related(*joins_of(self.model, names))


class ReadOnlyInline(DeskInline):
    """Rows to look at."""

    can_delete = False
    max_num = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
