"""One line of the benchmark table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """What we take, what the machine could do, and how many times that we may take at most.

    `ours` and `limit_of_the_machine` are measured side by side in one run, in `unit`.
    """

    name: str
    ours: float
    limit_of_the_machine: float
    ratio: float
    at_most: float
    unit: str

    @classmethod
    def of(cls, name: str, ours: float, limit: float, *, at_most: float, unit: str) -> Result:
        """The result with its ratio."""
        return cls(name, ours, limit, ours / limit, at_most, unit)

    @property
    def holds(self) -> bool:
        return self.ratio <= self.at_most
