"""`python -m tests.bench [NAME ...]`: measures what we promise, side by side with the machine."""

from __future__ import annotations

import json
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402 - after the set-up

from ozg_hessen import embedded  # noqa: E402 - the same
from tests import bench  # noqa: E402 - the same
from tests.bench.data import fill_hessen  # noqa: E402 - the same
from tests.bench.result import Result  # noqa: E402 - the same
from tests.bench.worlds import HESSEN, world  # noqa: E402 - the same

LINE = "{:<24} {:>12} {:>12} {:>6} {:>8} {:>8}  {}"


def main(names: list[str]) -> int:
    """Print the table and keep it; 1 if a ratio is above what it may be."""
    embedded.ensure_running()
    results = []
    print(LINE.format("", "ours", "limit", "unit", "ratio", "at most", ""))
    with world(HESSEN, fill_hessen):
        for measure in _measures(names):
            for result in measure():
                results.append(result)
                print(_line(result), flush=True)
    target = Path(settings.VAR_DIR) / "bench.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"results": [asdict(result) for result in results]}, indent=1))
    print(f"-> {target}")
    return 0 if all(result.holds for result in results) else 1


def _measures(names: list[str]) -> Iterator[Callable[[], list[Result]]]:
    """The `measure` of each module beside this one, or of those named."""
    for module in sorted(pkgutil.iter_modules(bench.__path__)):
        if (names and module.name not in names) or module.name.startswith("_"):
            continue
        measure = getattr(import_module(f"tests.bench.{module.name}"), "measure", None)
        if measure is not None:
            yield measure


def _line(result: Result) -> str:
    numbers = [result.ours, result.limit_of_the_machine]
    shown = [f"{number:.3f}" for number in numbers]
    verdict = "" if result.holds else "TOO MUCH"
    ratio, at_most = f"{result.ratio:.2f}", f"{result.at_most:.2f}"
    return LINE.format(result.name, *shown, result.unit, ratio, at_most, verdict)


sys.exit(main(sys.argv[1:]))
