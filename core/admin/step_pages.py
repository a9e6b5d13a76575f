"""The pages of steps: each asks, is confirmed, and takes the step for one row or for many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, AdminForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg2.errors import UniqueViolation

from core.admin.base import DeskAdmin
from core.admin.steps import Step, StepForm
from core.errors import RuleError
from core.http.confirmation import ask_who_is_there
from core.sending.seen import (
    CONFLICT,
    as_errors,
    check_shown,
    has_changed,
    show_refusal,
    shown,
)
from core.sending.sent_once import claim
from core.sending.versions import Changed, version_of, versions_of


@dataclass(frozen=True)
class BulkOutcome:
    """What happened to one object of a bulk step."""

    obj: models.Model
    message: str
    is_done: bool


class StepAdmin(DeskAdmin):
    """An admin whose objects change by steps, one by one or many at once."""

    steps: Sequence[Step[Any]] = ()
    about_template = "admin/_about.html"
    change_form_template = "admin/stepped_change_form.html"

    def offered(self, request: HttpRequest, obj: Any) -> list[Step[Any]]:
        """The steps the person may take with `obj` as it stands."""
        return [s for s in self.steps if request.user.has_perm(s.permission) and s.is_open(obj)]

    def about(self, obj: Any) -> dict[str, Any]:
        """What the confirmation says about the object."""
        return {}

    def standing(self, obj: Any) -> str:
        """In a few words, where the object stands after a step."""
        return str(obj)

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "<path:object_id>/schritt/<slug:name>/",
            self.admin_site.admin_view(self.step_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_step",
        )
        return [page, *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> Any:
        """The steps for many that the person's roles allow."""
        return {
            step.name: (_bulk(step), step.name, str(step.bulk))
            for step in self.steps
            if step.bulk and request.user.has_perm(step.permission)
        }

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = context.get("original")
        context["steps"] = self.offered(request, obj) if obj is not None else []
        return super().render_change_form(request, context, *args, **kwargs)

    def step_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Ask and take the step; a second click finds it done and says so."""
        step = next((step for step in self.steps if step.name == name), None)
        if step is None:
            raise Http404
        if not request.user.has_perm(step.permission):
            raise PermissionDenied
        is_sent = request.method == "POST"
        asking = ask_who_is_there(request, step.permission, is_filled_in=is_sent)
        if asking is not None:
            return asking
        obj = self._found(request, object_id)
        if obj is None:
            return self._gone(request, step, object_id)
        if not step.is_open(obj):
            text = _("“%(step)s” is not open any more: %(standing)s.")
            values = {"step": step.label, "standing": self.standing(obj).rstrip(".")}
            self.message_user(request, text % values, messages.WARNING)
            return redirect(f"{self._pages}_change", obj.pk)
        form = step.form(request.POST if is_sent else None, obj=obj)
        if form.is_bound and self._is_taken(request, step, obj, form):
            return self._done(request, step, object_id)
        context = {"subtitle": str(obj), "original": obj, "seen": version_of(obj)}
        context |= self.about(obj) | {"note": step.note(obj)}
        return self._page(request, step, form, context, "admin/step.html")

    @property
    def _pages(self) -> str:
        """What the names of the pages of the model begin with."""
        return f"admin:{self.opts.app_label}_{self.opts.model_name}"

    def _gone(self, request: HttpRequest, step: Step[Any], object_id: str) -> HttpResponse:
        """Say that a row which somebody had open is not there any more.

        Raises Http404 where none was shown.
        """
        if f"{self.opts.label_lower}:{unquote(object_id)}" not in shown(request):
            raise Http404
        text = _(
            "“%(step)s”: what you had open is not there any more. It was withdrawn, sent back or "
            "replaced. Nothing was written."
        )
        self.message_user(request, text % {"step": step.label}, messages.WARNING)
        return redirect(f"{self._pages}_changelist")

    def _done(self, request: HttpRequest, step: Step[Any], object_id: str) -> HttpResponse:
        """To the row with its new standing; to the list where the step took the row away."""
        obj = self._found(request, object_id)
        standing = "" if obj is None else self.standing(obj)
        text = _("Done: %(step)s. %(standing)s") % {"step": step.label, "standing": standing}
        self.message_user(request, text.strip(), messages.SUCCESS)
        if obj is None:
            return redirect(f"{self._pages}_changelist")
        return redirect(f"{self._pages}_change", obj.pk)

    def _is_taken(self, request: HttpRequest, step: Step[Any], obj: Any, form: StepForm) -> bool:
        """Whether the step was taken; where it was refused, the form says why."""
        try:
            return self._take(request, step, obj, form)
        except RuleError as error:
            show_refusal(form, error)
            return False

    def _take(self, request: HttpRequest, step: Step[Any], obj: Any, form: StepForm) -> bool:
        """Whether the step was taken with what was shown, in one transaction with its lock.

        False where the form is incomplete. Raises Changed where `obj` stands otherwise now,
        RuleError where the rules say no.
        """
        try:
            with transaction.atomic():
                is_complete = form.is_valid()
                check_shown(request, obj)
                if is_complete:
                    step.take(obj, form.asked(), by=request.user, at=timezone.now())
        except IntegrityError as error:
            if not isinstance(error.__cause__, UniqueViolation):
                raise
            raise Changed(obj, []) from error
        return is_complete

    def _found(self, request: HttpRequest, object_id: str) -> Any:
        """The object the person may see, None where there is none; nor for a key that is none."""
        try:
            key = self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            return None
        return self.get_queryset(request).filter(pk=key).first()

    def as_chosen(self, request: HttpRequest, chosen: QuerySet[Any]) -> list[Any]:
        """The rows to ask about; of a confirmed page those that were chosen on it.

        What somebody else signed meanwhile may have left the filter of the list: it is among them
        and is told, as are the rows that are not there any more.
        """
        if "_confirmed" not in request.POST:
            return list(chosen.order_by("pk"))
        keys = set(request.POST.getlist(ACTION_CHECKBOX_NAME))
        rows = list(self.get_queryset(request).filter(pk__in=keys).order_by("pk"))
        gone = len(keys) - len(rows)
        if gone:
            text = ngettext(
                "%(count)s chosen entry is not there any more.",
                "%(count)s chosen entries are not there any more.",
                gone,
            )
            self.message_user(request, text % {"count": gone}, messages.WARNING)
        return rows

    def bulk_view(
        self, request: HttpRequest, step: Step[Any], chosen: Sequence[Any]
    ) -> HttpResponse:
        """Ask once for many objects, then report for each what happened."""
        is_confirmed = "_confirmed" in request.POST
        asking = ask_who_is_there(request, step.permission, is_filled_in=is_confirmed)
        if asking is not None:
            return asking
        form = step.form(request.POST if is_confirmed else None)
        context: dict[str, Any] = {"checkbox_name": ACTION_CHECKBOX_NAME}
        context["seen"] = versions_of(chosen).values()
        if is_confirmed and form.is_valid():
            outcomes = [self._try(request, step, obj, form) for obj in chosen]
            context |= {"outcomes": outcomes, "done": sum(o.is_done for o in outcomes)}
        else:
            context["chosen"] = [(o, step.note(o), self._about(request, o)) for o in chosen]
        return self._page(request, step, form, context, "admin/bulk.html")

    def _about(self, request: HttpRequest, obj: Any) -> str:
        """What the page of a single step says about the object."""
        return render_to_string(self.about_template, {"original": obj} | self.about(obj), request)

    def _try(self, request: HttpRequest, step: Step[Any], obj: Any, form: StepForm) -> BulkOutcome:
        """What becomes of one object, in its own transaction; sent again, what became of it."""
        with transaction.atomic():
            sent, is_first = claim(request, str(obj.pk))
            if not is_first:
                return BulkOutcome(obj, *sent.told)
            try:
                self._take(request, step, obj, form)
                obj.refresh_from_db()
                outcome = BulkOutcome(obj, self.standing(obj), is_done=True)
            except RuleError as error:
                lines = as_errors(error) if isinstance(error, Changed) else [error.message]
                outcome = BulkOutcome(obj, " ".join(lines), is_done=False)
            sent.told = [str(outcome.message), outcome.is_done]
            sent.save(update_fields=["told"])
        return outcome

    def _page(
        self, request: HttpRequest, step: Step[Any], form: Any, extra: dict[str, Any], template: str
    ) -> HttpResponse:
        fields = AdminForm(form, [(None, {"fields": list(form.fields)})], {}, (), None)
        context = {
            **self.admin_site.each_context(request),
            "title": str(step.label),
            "opts": self.opts,
            "step": step,
            "form": form,
            "adminform": fields,
            "errors": form.errors,
            "media": self.media + form.media,
            "about_template": self.about_template,
            **extra,
        }
        return TemplateResponse(
            request, template, context, status=CONFLICT if has_changed(form) else 200
        )


class ActedOnAdmin(StepAdmin):
    """Rows that only steps write: nobody types, rewrites or deletes them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _bulk(step: Step[Any]) -> Callable[[StepAdmin, HttpRequest, Any], HttpResponse]:
    """The list's action for one step."""

    @admin.action(description=str(step.bulk))
    def run(model_admin: StepAdmin, request: HttpRequest, chosen: Any) -> HttpResponse:
        return model_admin.bulk_view(request, step, model_admin.as_chosen(request, chosen))

    return run
