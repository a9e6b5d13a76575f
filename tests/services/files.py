"""Small files of roll-outs, written by hand, and what stands after they came in."""

from __future__ import annotations

from pathlib import Path

from services.models import RolloutEvent
from tests.generators.pvog import HEADER
from tests.generators.xzufi import HEAD, TAIL
from tests.services.world import TOWN

LEIKA = {service: f"99{service}0000000" for service in ("90001", "90002", "90003")}
LETTERS = {"A": LEIKA["90001"], "B": LEIKA["90002"], "C": LEIKA["90003"]}  # ids in messages
TOWN_ARS = "064310000001"
FILE_DAY = "2026-11-01"


def entry(*, body: str = TOWN, service: str = "90001", day: str = FILE_DAY) -> dict[str, str]:
    """A working entry of a portal."""
    ars = body[:5] + "0000" + body[5:]
    return {"leika_key": LEIKA[service], "ars": ars, "datenstand_pvog_import": day}


def pvog(tmp_path: Path, *rows: dict[str, str], separator: str = ",") -> Path:
    """An export with the given rows; what they do not say is a working entry of the town."""
    usual = {
        **entry(),
        "online_status": "ok",
        "aktiv": "ja",
        "art_flaechendeckung": "in mind. einer Kommune verfügbar",
    }
    path = tmp_path / "pvog.csv"
    lines = [separator.join(HEADER)]
    lines += [separator.join((usual | row).get(name, "") for name in HEADER) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


SERVICES = "".join(
    f"""<xzufi:schreibe><xzufi:leistung><xzufi:id schemeAgencyID="X">{name}</xzufi:id>
    <xzufi:referenzLeiKa><code>{key}</code></xzufi:referenzLeiKa></xzufi:leistung></xzufi:schreibe>"""
    for name, key in LETTERS.items()
)


def competence(service: str, *areas: str) -> str:
    inside = "".join(f"<xzufi:gebietID>{area}</xzufi:gebietID>" for area in areas)
    return (
        f'<xzufi:zustaendigkeit><xzufi:leistungID schemeAgencyID="X">{service}'
        f"</xzufi:leistungID>{inside}</xzufi:zustaendigkeit>"
    )


def written(kind: str, *inside: str) -> str:
    """An object of a message."""
    content = "".join(inside)
    return f"<xzufi:schreibe><xzufi:{kind}>{content}</xzufi:{kind}></xzufi:schreibe>"


def message(tmp_path: Path, *objects: str, head: str = HEAD) -> Path:
    path = tmp_path / "xzufi.xml"
    path.write_text(head + SERVICES + "".join(objects) + TAIL, encoding="utf-8")
    return path


def states() -> list[tuple[str, str, bool, bool, bool]]:
    """Body, service, set up, listed and online of everything that holds."""
    events = RolloutEvent.objects.current().order_by("municipality_id", "service_id")
    return [(e.municipality_id, e.service_id, e.configured, e.listed, e.live) for e in events]
