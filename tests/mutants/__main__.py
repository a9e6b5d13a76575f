"""`python -m tests.mutants [-n 300] [--seed 1] [PATH ...]`: tries a sample, lists the survivors."""

from __future__ import annotations

import argparse
import difflib
import random
from collections import Counter, defaultdict
from pathlib import Path

from tests.mutants.changes import Change, changes_of
from tests.mutants.nearest import modules, tests_of
from tests.mutants.sandbox import HOUSE, NothingToSeeError, Sandbox


def main() -> int:
    """Print each survivor, then "N killed, N survived"; 1 if any survived or could not be tried."""
    options = _options()
    chosen = [file for file in modules() if _is_chosen(file, options.paths)]
    sample = _sample(chosen, options.number, random.Random(options.seed))
    print(f"{len(sample)} mutants of {len(chosen)} modules, seed {options.seed}", flush=True)
    sandbox = Sandbox()
    with sandbox.servers():
        ends = _all_tried(sandbox, sample)
    print(_counted(ends))
    return 0 if ends["killed"] == len(sample) else 1


def _all_tried(sandbox: Sandbox, sample: list[Change]) -> Counter[str]:
    """How the changes ended, each module told as soon as it is done."""
    ends: Counter[str] = Counter()
    for module in sorted({change.module for change in sample}):
        of_module = [change for change in sample if change.module == module]
        found = _tried(sandbox, module, of_module)
        print(f"{module.relative_to(HOUSE)}: {_counted(found)}", flush=True)
        ends += found
    return ends


def _counted(ends: Counter[str]) -> str:
    untried = f", {ends['not tried']} not tried" if ends["not tried"] else ""
    return f"{ends['killed']} killed, {ends['survived']} survived{untried}"


def _tried(sandbox: Sandbox, module: Path, changes: list[Change]) -> Counter[str]:
    """How the changes of a module ended; prints those that no test saw."""
    survivors, rounds = changes, tests_of(module)
    if not rounds:
        print("No test is near it.")
        return Counter({"not tried": len(changes)})
    for tests in rounds:
        if not survivors:
            break
        try:
            survivors = _unseen(sandbox, survivors, tests)
        except NothingToSeeError as reason:
            print(reason)
            return Counter({"not tried": len(changes)})
    for change in survivors:
        print(_told(change))
    return Counter({"killed": len(changes) - len(survivors), "survived": len(survivors)})


def _unseen(sandbox: Sandbox, changes: list[Change], tests: list[Path]) -> list[Change]:
    """The changes that these tests do not see; raises NothingToSeeError as the sandbox does."""
    module = changes[0].module
    before = module.read_text()
    sources = {change: change.of(before) or before for change in changes}
    unseen = sandbox.unseen(module, list(sources.values()), tests)
    return [change for change, source in sources.items() if source in unseen]


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
    drawn: list[Change] = []
    for changes in dice.sample(list(places.values()), len(places)):
        if len(drawn) == number:
            break
        change = dice.choice(changes)
        if change.of(change.module.read_text()) is not None:
            drawn.append(change)
    return drawn


def _is_chosen(file: Path, paths: list[str]) -> bool:
    name = str(file.relative_to(HOUSE))
    return not paths or name.startswith(tuple(paths))


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
