"""Charts of every kind, for the pattern pages and the tests of the drawing."""

from __future__ import annotations

from decimal import Decimal

from core.charts import Chart, Series, Shape, SmallMultiples, Unit

MONTHS = [f"{month:02}/{year}" for year in (2024, 2025) for month in range(1, 13)]

COURSE = Chart(
    id="verlauf",
    title="Verlauf seit 2024",
    summary="Von 0,0 % im Januar 2024 auf 57,5 % im Dezember 2025.",
    labels=MONTHS,
    series=[
        Series("OZG-Katalog 2024", [Decimal(place) / 40 for place in range(24)]),
        Series("OZG-Katalog 2019", [None] * 4 + [Decimal(place) / 60 for place in range(20)]),
        Series("Vorjahr", [Decimal(place) / 80 for place in range(24)], is_past=True),
    ],
    unit=Unit.SHARE,
)
WEEKS = Chart(
    id="wochen",
    title="Freigaben je Woche",
    summary="Im Schnitt drei Freigaben je Woche.",
    labels=["KW 01/2026", "KW 02/2026", "KW 03/2026"],
    series=[Series("Freigegeben", [3, 0, 6], Shape.BAR), Series("Ziel", [3, 3, 3], is_past=True)],
)
MONEY = Chart(
    id="mittel",
    title="Mittel nach Programm",
    summary="Von 27,9 Mio. € sind 18,9 Mio. € ausgezahlt.",
    labels=["Interkommunale Zusammenarbeit & Verwaltungspartnerschaften", "Modellkommunen"],
    series=[
        Series("ausgezahlt", [Decimal(18_900_000), Decimal(1_200_000)], Shape.STACK),
        Series("bewilligt, nicht ausgezahlt", [Decimal(6_000_000), Decimal(0)], Shape.STACK),
        Series("frei", [Decimal(3_000_000), None], Shape.STACK),
    ],
    unit=Unit.EUR,
    is_lying=True,
    urls=["/foerderprogramme/ikz/", "/foerderprogramme/modellkommunen/"],
    notes=["27,9 Mio. €", "1,2 Mio. €"],
)
STACK = Chart(
    id="stapel",
    title="Stand der Vorgänge",
    summary="2026 sind 12 Vorgänge offen.",
    labels=["2024", "2025", "2026"],
    series=[
        Series("erledigt", [5, 6, 7], Shape.STACK),
        Series("läuft", [3, None, 2], Shape.STACK),
        Series("offen", [1, 2, 2], Shape.STACK),
        Series("gesperrt", [1, 1, 1], Shape.STACK),
    ],
)
CHARTS = [COURSE, WEEKS, MONEY, STACK]
MULTIPLES = SmallMultiples(
    id="regierungsbezirke",
    title="Je Regierungsbezirk",
    summary="Darmstadt liegt vorn.",
    charts=[
        Chart(
            id=f"bezirk-{place}",
            title=name,
            summary="",
            labels=["2024", "2025", "2026"],
            series=[Series("online", [place, place * 2, place * 3])],
            top=Decimal(9),
        )
        for place, name in enumerate(["Darmstadt", "Gießen", "Kassel"], 1)
    ],
)
