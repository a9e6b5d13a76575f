"""The mistake that sums fear most: one amount read in place of another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cosmic_ray.operators.operator import Example, Operator
from parso.python.tree import Name


class SwapMoney(Operator):  # type: ignore[misc]  # cosmic-ray carries no types
    """Replaces `row.paid_eur` by `row.committed_eur`, and any other amount by `paid_eur`."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        if isinstance(node, Name) and node.value.endswith("_eur") and _is_read(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        other = "committed_eur" if node.value == "paid_eur" else "paid_eur"
        return Name(other, node.start_pos, prefix=node.prefix)

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("row.paid_eur", "row.committed_eur"),)


def _is_read(node: Any) -> bool:
    """Whether the name follows a dot: an attribute of something."""
    before = node.get_previous_leaf()
    return before is not None and before.value == "."
