"""Pictures of figures: one Chart, drawn by the server as SVG, with its words, table and files."""

from core.charts.chart import Chart, Series, Shape, SmallMultiples, Unit

__all__ = ["Chart", "Series", "Shape", "SmallMultiples", "Unit"]
