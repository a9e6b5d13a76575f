"""`python -m tests.supply`: writes var/sbom.cdx.json and var/licences.md, says what fits not."""

from __future__ import annotations

from tests.supply.bom import bill
from tests.supply.licences import FIT, FIT_FOR_TOOLS, fits, licence_of
from tests.supply.pins import ROOT, Pin, pins, styles


def main() -> int:
    """1 if a licence does not fit, or is not known."""
    place = ROOT / "var"
    place.mkdir(exist_ok=True)
    (place / "sbom.cdx.json").write_text(bill())
    (place / "licences.md").write_text(table())
    strangers = misfits()
    print(f"{place}/sbom.cdx.json, {place}/licences.md: {len(pins())} packages")
    for line in strangers:
        print(f"does not fit: {line}")
    return 1 if strangers else 0


def misfits() -> list[str]:
    """The pinned packages whose licence does not go with the EUPL-1.2, or is not known."""
    found = [(pin, licence_of(pin), FIT if pin.is_shipped else FIT_FOR_TOOLS) for pin in pins()]
    wrong = [f"{pin.name}: {told or 'unknown'}" for pin, told, fit in found if not fits(told, fit)]
    shown = {name: entry.get("license", "") for name, entry in styles().items()}
    return wrong + [f"{name}: {told}" for name, told in shown.items() if not fits(told, FIT)]


def table() -> str:
    """Every package with its licence, those of the running house first."""
    lines = ["| package | version | licence | part of |", "|---|---|---|---|"]
    lines += [_row(pin) for pin in pins()]
    lines += [
        f"| {name} | {entry['version']} | {entry['license']} | the house |"
        for name, entry in styles().items()
    ]
    return "\n".join(lines) + "\n"


def _row(pin: Pin) -> str:
    where = "the house" if pin.is_shipped else "tests and checks"
    return f"| {pin.name} | {pin.version} | {licence_of(pin)} | {where} |"


if __name__ == "__main__":
    raise SystemExit(main())
