"""Lines of a GV100AD file, made by hand in its fixed width."""

from __future__ import annotations

from pathlib import Path

NEWER = "20260930"


def record(
    ags: str,
    name: str,
    *,
    day: str = NEWER,
    kind: str = "64",
    hectares: int = 1102,
    population: int = 2500,
    postal_code: str = "69518",
    kreis: str = "0001",
) -> str:
    """A municipality in the fixed width of the file."""
    line = f"60{day}{ags}{kreis}{name:<50}{'':<50}{kind}    {hectares:011}{population:011}"
    return f"{line:<165}{postal_code}".ljust(220)


def area(kind: str, key: str, name: str, day: str = NEWER) -> str:
    return f"{kind}{day}{key:<12}{name:<50}".ljust(220)


def heads(day: str = NEWER) -> list[str]:
    return [
        area("10", "06", "Hessen", day),
        area("20", "064", "Reg.-Bez. Darmstadt", day),
        area("40", "06431", "Bergstraße", day),
        area("50", "064310001", "Abtsteinach", day),
    ]


def gv100ad(
    tmp_path: Path, *lines: str, encoding: str = "utf-8", end: str = "\n", day: str = NEWER
) -> Path:
    path = tmp_path / "GV100AD.txt"
    text = end.join([*heads(day), *lines]) + end
    path.write_bytes(text.encode(encoding))
    return path
