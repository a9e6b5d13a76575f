import os

os.environ["OZG_ENV"] = "test"  # before anything reads the settings
