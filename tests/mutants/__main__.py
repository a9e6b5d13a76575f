"""`python -m tests.mutants [-n 300] [--seed 1] [PATH ...]`: tries a sample, lists the survivors."""

from __future__ import annotations

import argparse
import difflib
import random
from collections import Counter, defaultdict
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.mutants.changes import Change, changes_of
from tests.mutants.nearest import modules, tests_of
from tests.mutants.nursery import AFRESH, KILLED, SLOW, SURVIVED
from tests.mutants.sandbox import HOUSE, End, Sandbox


def main() -> int:
    """Print each survivor and what was slow, then the figures; 1 if a change was not killed."""
    options = _options()
    chosen = [file for file in modules() if _is_chosen(file, options.paths)]
    sample = _sample(chosen, options.number, random.Random(options.seed))
    print(f"{len(sample)} mutants of {len(chosen)} modules, seed {options.seed}", flush=True)
    sandbox = Sandbox()
    with sandbox.servers():
        ends = _ends(sandbox, sample, options.rounds)
    counted = Counter(end for end, _test in ends.values())
    print(", ".join(f"{counted[end]} {end}" for end in (KILLED, SURVIVED, SLOW)))
    return 0 if counted[KILLED] == len(sample) else 1


def _ends(sandbox: Sandbox, sample: list[Change], most: int) -> dict[Change, End]:
    """How the changes ended: in forks, and what no fork can tell from a fresh start each."""
    by_module = {module: list(of) for module, of in groupby(sample, key=lambda c: c.module)}
    plan = [_asked(sandbox, module, changes, most) for module, changes in by_module.items()]
    ends = {}
    for change, end in zip(sample, sandbox.ends(plan), strict=True):
        if end[0] == AFRESH:
            rounds = _rounds(change.module, most)
            end = sandbox.end_afresh(change.module, _source(change), rounds)
        ends[change] = end
        if end[0] != KILLED:
            print(_told(change, end), flush=True)
    return ends


def _asked(sandbox: Sandbox, module: Path, changes: list[Change], most: int) -> dict[str, Any]:
    rounds = _rounds(module, most)
    return {
        "name": ".".join(module.relative_to(HOUSE).with_suffix("").parts),
        "module": str(sandbox.place_of(module)),
        "changes": [[_source(change), change.start[0]] for change in changes],
        "rounds": [[str(sandbox.place_of(HOUSE / test)) for test in of] for of in rounds],
    }


def _rounds(module: Path, most: int) -> list[list[str]]:
    return [[str(test.relative_to(HOUSE)) for test in of] for of in tests_of(module)[:most]]


def _source(change: Change) -> str:
    before = change.module.read_text()
    return change.of(before) or before


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.mutants")
    parser.add_argument("-n", "--number", type=int, default=300, help="size of the sample")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same sample")
    parser.add_argument("--rounds", type=int, default=4, help="1: the mirrored tests alone")
    parser.add_argument("paths", nargs="*", help="only modules that start with one of these")
    return parser.parse_args()


def _sample(chosen: list[Path], number: int, dice: random.Random) -> list[Change]:
    """Places drawn from all modules, one change for each."""
    places: dict[object, list[Change]] = defaultdict(list)
    for file in chosen:
        for change in changes_of(file):
            places[change.place].append(change)
    drawn: list[Change] = []
    for changes in dice.sample(list(places.values()), len(places)):
        if len(drawn) == number:
            break
        change = dice.choice(changes)
        if change.of(change.module.read_text()) is not None:
            drawn.append(change)
    return sorted(drawn, key=lambda change: (change.module, change.start))


def _is_chosen(file: Path, paths: list[str]) -> bool:
    name = str(file.relative_to(HOUSE))
    return not paths or name.startswith(tuple(paths))


def _told(change: Change, end: End) -> str:
    """The place of a change, how it ended, and the line before and after."""
    lines = difflib.unified_diff(
        change.module.read_text().splitlines(), _source(change).splitlines(), n=0, lineterm=""
    )
    changed = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    place = f"{change.module.relative_to(HOUSE)}:{change.start[0]} {change.operator}"
    return "\n".join([f"{place}: {' '.join(end)}", *(f"  {line}" for line in changed)])


if __name__ == "__main__":
    raise SystemExit(main())
