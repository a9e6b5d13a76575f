"""Report on maturity: pairs of a body and a service by the level that was reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_PROGRESS
from core.as_of import AsOf
from core.forms.fields import FirstChoiceField
from core.reporting import Column, Report, Row, counted, register
from services.addresses import services_of
from services.forms import BREAKDOWN, AreaForm
from services.models import MaturityModel
from services.queries.maturity import levels
from services.queries.versions import basis_of_reports

BY = [choice for choice in BREAKDOWN if choice[0] != "process"]  # a pair would be in several rows


class LevelsForm(AreaForm):
    """Area, theme field and breakdown, and whose levels are counted; empty means the newest."""

    gliederung = FirstChoiceField(label=_("Breakdown"), choices=BY)
    modell = forms.ModelChoiceField(
        label=_("Maturity model"),
        required=False,
        queryset=MaturityModel.objects.all(),
        empty_label=_("The newest"),
    )

    def clean_modell(self) -> MaturityModel:
        return self.cleaned_data["modell"] or MaturityModel.objects.latest("valid_from")


COUNTS = [
    counted(
        "competent",
        _("Competent (municipality x service)"),
        _("Pairs of a body and a service it is competent for"),
    ),
    counted("unreported", _("not reported"), _("of these without any report")),
    counted("unrated", _("reported without a level"), _("of these without a maturity level")),
    counted(
        "rated_otherwise",
        _("rated by another model"),
        _("Their levels mean something else; choose the other model to see them"),
    ),
]


def _columns(filters: Mapping[str, Any]) -> list[Column]:
    model = filters["modell"]
    by_level = [
        counted(
            f"level_{level}",
            _("Level %(level)s") % {"level": level},
            _("Pairs at this level of the model, online or not"),
        )
        for level in range(model.highest_level + 1)
    ]
    by, area = filters["gliederung"], filters["gebiet"]
    label = Column(
        "label",
        dict(BY)[by],
        help=_("What the row is about"),
        link=lambda key: services_of(by, key, {"gebiet": area}),
        link_by=("key",),
    )
    key = Column("key", _("Key"), help=_("OZG id, or the code of what the row is about"))
    named = Column("model", _("Maturity model"), help=_("Whose levels the columns are"))
    return [label, key, named, *COUNTS, *by_level]


def _rows(_user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    theme, model = filters["themenfeld"], filters["modell"]
    found = levels(
        filters["gliederung"],
        model=model,
        at=at,
        area=filters["gebiet"],
        theme_field=theme.pk if theme else "",
    )
    for row in found:
        by_level = {f"level_{level}": pairs for level, pairs in enumerate(row.levels)}
        yield vars(row) | by_level | {"model": model.name}


register(
    Report(
        name="fortschritt-reifegrade",
        title=_("Maturity levels of municipal services"),
        question=_("Which level of maturity have the services reached?"),
        permission=SEE_PROGRESS,
        columns=_columns,
        form=LevelsForm,
        rows=_rows,
        is_dated=True,
        rollup="progress",
        rule=_(
            "One count per competent body and service, at the level reported by the day. Every "
            "pair is in exactly one of the columns: not reported, without a level, rated by "
            "another model, or at a level. Levels of two models are never added."
        ),
        basis=lazy(basis_of_reports, str)(),
    )
)
