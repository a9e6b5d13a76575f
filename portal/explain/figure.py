"""A figure that can be explained: its rows are a report, its value comes from the pages' query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.as_of import AsOf
from core.reporting import Report


@dataclass(frozen=True)
class Explained:
    """A figure: `part` and `whole` say in words what is divided by what (`whole` may be empty).

    `value` reads the figure as the pages do; `sums` makes the same of the totals of the rows, so
    that the page shows whether both agree.
    """

    report: Report
    part: Any
    whole: Any
    value: Callable[[Mapping[str, Any], AsOf], str]
    sums: Callable[[Mapping[str, Any]], str]

    @property
    def code(self) -> str:
        return self.report.name
