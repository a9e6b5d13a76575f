"""The table below the map: the same values, to read."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from core.tables.page import PageTable
from portal.map.measures import Measure


class MapTable(PageTable):
    """Every area with its value, by name."""

    name = tables.Column(verbose_name=_("Area"), linkify=lambda record: record.url)
    key = tables.Column(verbose_name=_("Key"), attrs={"cell": {"class": "key"}})
    value = tables.Column(
        verbose_name=_("Value"),
        attrs={"th": {"class": "num"}, "td": {"class": "num"}},
    )

    class Meta:
        orderable = False  # a value is words
        caption = _("The values of the map")
        empty_text = _("No area existed on this day.")

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns["value"].column.verbose_name = measure.label
