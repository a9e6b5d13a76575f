"""How gunicorn serves the pages; read by `gunicorn` from the project's folder."""

import os

from ozg_hessen import embedded

wsgi_app = "ozg_hessen.wsgi"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
worker_class = "ozg_hessen.web_worker.BufferingWorker"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - heartbeat files
control_socket_disable = True


def on_starting(_server: object) -> None:
    """Hold the embedded servers as long as the whole web server lives, not one worker of it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ozg_hessen.settings")
    embedded.ensure_running()
