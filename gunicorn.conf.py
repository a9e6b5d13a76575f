"""How gunicorn serves the pages; read by `gunicorn` from the project's folder."""

import os
import shutil
import tempfile
from typing import Any

from ozg_hessen import embedded

wsgi_app = "ozg_hessen.wsgi"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
worker_class = "ozg_hessen.web_worker.BufferingWorker"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - heartbeat files
control_socket_disable = True
# The processes count answers in files of this folder, so that each can tell the sum of all.
counts = tempfile.mkdtemp(prefix="ozg-metrics-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts


def on_starting(_server: object) -> None:
    """Hold the embedded servers as long as the whole web server lives, not one worker of it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ozg_hessen.settings")
    embedded.ensure_running()


def child_exit(_server: object, worker: Any) -> None:
    from prometheus_client import multiprocess  # noqa: PLC0415  # reads the variable as it loads

    multiprocess.mark_process_dead(worker.pid)


def on_exit(_server: object) -> None:
    shutil.rmtree(counts, ignore_errors=True)
