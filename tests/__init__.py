import os

# Before anything reads the settings. Each xdist worker has a queue of its own: gw0 in database 1.
os.environ["OZG_ENV"] = "test"
worker = os.environ.get("PYTEST_XDIST_WORKER", "")
os.environ["VALKEY_DB"] = str(int(worker.removeprefix("gw")) + 1) if worker else "0"
