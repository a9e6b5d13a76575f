"""Which of the packaged files are served."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Leaves out source maps and the builds of echarts that no page loads (60 MB)."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.map",
        "*.scss",
        "echarts.[!m]*",
        "extension",
        "package.json",
    ]
