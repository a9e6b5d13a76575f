"""`python -m tests.mutants [-n 300] [--seed 1] [PATH ...]`: tries a sample, lists the survivors."""

from __future__ import annotations

import argparse
import difflib
import random
import time
from collections import Counter, defaultdict
from pathlib import Path

from tests.mutants.changes import Change, changes_of
from tests.mutants.nearest import modules, tests_of
from tests.mutants.sandbox import HOUSE, Sandbox

SLACK, LEAST_SECONDS = 4, 60  # a mutant may take so many times what its tests take unchanged
LONGEST = 1200  # seconds for the first run, which builds the databases too


class NothingToSeeError(Exception):
    """The tests of a module would tell nothing of a change."""


def main() -> int:
    """Print each survivor, then "N killed, N survived"; 1 if any survived or could not be tried."""
    options = _options()
    chosen = [file for file in modules() if _is_chosen(file, options.paths)]
    sample = _sample(chosen, options.number, random.Random(options.seed))
    print(f"{len(sample)} mutants of {len(chosen)} modules, seed {options.seed}", flush=True)
    sandbox = Sandbox()
    ends: Counter[str] = Counter()
    for module in sorted({change.module for change in sample}):
        of_module = [change for change in sample if change.module == module]
        found = _tried(sandbox, module, of_module)
        print(f"{module.relative_to(HOUSE)}: {_counted(found)}", flush=True)
        ends += found
    print(_counted(ends))
    return 0 if ends["killed"] == len(sample) else 1


def _counted(ends: Counter[str]) -> str:
    untried = f", {ends['not tried']} not tried" if ends["not tried"] else ""
    return f"{ends['killed']} killed, {ends['survived']} survived{untried}"


def _tried(sandbox: Sandbox, module: Path, changes: list[Change]) -> Counter[str]:
    """How the changes of a module ended; prints those that no test saw."""
    try:
        seconds = _seconds(sandbox, module)
    except NothingToSeeError as reason:
        print(reason)
        return Counter({"not tried": len(changes)})
    survivors = [change for change in changes if not _is_killed(sandbox, change, seconds)]
    for change in survivors:
        print(_told(change))
    return Counter({"killed": len(changes) - len(survivors), "survived": len(survivors)})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.mutants")
    parser.add_argument("-n", "--number", type=int, default=300, help="size of the sample")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same sample")
    parser.add_argument("paths", nargs="*", help="only modules that start with one of these")
    return parser.parse_args()


def _sample(chosen: list[Path], number: int, dice: random.Random) -> list[Change]:
    """Places drawn from all modules, one change for each."""
    places: dict[object, list[Change]] = defaultdict(list)
    for file in chosen:
        for change in changes_of(file):
            places[change.place].append(change)
    drawn = dice.sample(list(places.values()), min(number, len(places)))
    return [dice.choice(changes) for changes in drawn]


def _is_chosen(file: Path, paths: list[str]) -> bool:
    name = str(file.relative_to(HOUSE))
    return not paths or name.startswith(tuple(paths))


def _seconds(sandbox: Sandbox, module: Path) -> float:
    """How long the tests of the module may take with a change.

    Raises NothingToSeeError where it has none, or where they fail without any change.
    """
    tests = tests_of(module)
    if not tests:
        raise NothingToSeeError("No test is near it.")
    start = time.monotonic()
    refusal = sandbox.refusal(tests, seconds=LONGEST)
    if refusal:
        raise NothingToSeeError(f"Its tests fail without a change:\n{refusal}")
    return max(LEAST_SECONDS, SLACK * (time.monotonic() - start))


def _is_killed(sandbox: Sandbox, change: Change, seconds: float) -> bool:
    source = change.of(change.module.read_text())
    if source is None:
        return True  # nothing changed, so nothing could be seen
    return sandbox.sees(change.module, source, tests_of(change.module), seconds=seconds)


def _told(change: Change) -> str:
    """The place of a survivor, and the line before and after."""
    source = change.module.read_text()
    lines = difflib.unified_diff(
        source.splitlines(), (change.of(source) or source).splitlines(), n=0, lineterm=""
    )
    changed = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    place = f"{change.module.relative_to(HOUSE)}:{change.start[0]} {change.operator}"
    return "\n".join([place, *(f"  {line}" for line in changed)])


if __name__ == "__main__":
    raise SystemExit(main())
